module.exports = importFromEngine('@n8n/backend-network', require);
