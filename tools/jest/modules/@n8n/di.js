module.exports = importFromEngine('@n8n/di', require);
