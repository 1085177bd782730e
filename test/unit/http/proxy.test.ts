import { directHosts, proxySettings } from '../../../nodes/shared/http/proxy';

const isDirect = (list: string, url: string): boolean => directHosts(list)(new URL(url));

describe('B9: NO_PROXY', () => {
	it.each([
		['example.com', 'http://example.com/'],
		['example.com', 'https://api.example.com/'],
		['.example.com', 'http://api.example.com/'],
		['*.example.com', 'http://api.example.com/'],
		['EXAMPLE.com', 'http://Example.COM/'],
		['a.test, b.test', 'http://b.test/'],
		['a.test b.test', 'http://b.test/'],
		['*', 'https://anything.test/'],
		['10.0.0.0/8', 'http://10.255.1.2/'],
		['192.168.1.0/24', 'http://192.168.1.77:8080/'],
		['fd00::/8', 'http://[fd12::1]/'],
		['[fd00::]/8', 'http://[fd12::1]/'],
		['::1', 'http://[::1]:8080/'],
		['example.com:8080', 'http://example.com:8080/'],
		['example.com:443', 'https://example.com/'],
		['127.0.0.1', 'http://127.0.0.1:5678/'],
	])('%s calls %s directly', (list, url) => {
		expect(isDirect(list, url)).toBe(true);
	});

	it.each([
		['example.com', 'http://notexample.com/'],
		['example.com', 'http://example.com.evil.test/'],
		['10.0.0.0/8', 'http://11.0.0.1/'],
		['10.0.0.0/8', 'http://10.example.com/'],
		['10.0.0.0/99', 'http://10.0.0.1/'],
		['example.com:8080', 'http://example.com/'],
		['0.0.1', 'http://127.0.0.1/'],
		['', 'http://example.com/'],
	])('%s does not call %s directly', (list, url) => {
		expect(isDirect(list, url)).toBe(false);
	});
});

describe('B9: the proxies of the environment', () => {
	it('are none where none is named', () => {
		expect(proxySettings({ NO_PROXY: '*', HTTP_PROXY: '' })).toBeUndefined();
	});

	it.each([
		['upper case', { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://p:2' }],
		['lower case', { http_proxy: 'http://p:1', https_proxy: 'http://p:2' }],
		['lower case before upper case', { http_proxy: 'http://p:1', HTTP_PROXY: 'http://x:9', https_proxy: 'http://p:2' }],
	])('are read in %s', (_how, env) => {
		expect(proxySettings(env)).toMatchObject({ http: 'http://p:1', https: 'http://p:2' });
	});

	it('are those of ALL_PROXY, unless the protocol has one of its own', () => {
		expect(proxySettings({ ALL_PROXY: 'http://all:1' })).toMatchObject({ http: 'http://all:1', https: 'http://all:1' });
		expect(proxySettings({ all_proxy: 'http://all:1', https_proxy: 'http://p:2' })).toMatchObject({
			http: 'http://all:1',
			https: 'http://p:2',
		});
	});
});
