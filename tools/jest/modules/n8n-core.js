module.exports = importFromEngine('n8n-core', require);
