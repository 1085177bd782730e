// n8n reads these when it is loaded: this file is imported before it.
process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
process.env.N8N_SSRF_ALLOWED_HOSTNAMES = 'allowed.test';
process.env.N8N_SSRF_BLOCKED_HOSTNAMES = 'blocked.test,*.blocked.test';
