module.exports = importFromEngine('reflect-metadata', require);
