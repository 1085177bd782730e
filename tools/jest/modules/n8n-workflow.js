module.exports = importFromEngine('n8n-workflow', require);
