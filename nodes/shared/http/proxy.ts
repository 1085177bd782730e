import { BlockList, isIP } from 'node:net';
import { Agent, Dispatcher, ProxyAgent } from 'undici';

const PORT_OF: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** The proxies that the environment names. */
export interface ProxySettings {
	readonly http?: string;
	readonly https?: string;
	/** Whether a host is called directly. */
	readonly isDirect: (url: URL) => boolean;
}

/**
 * Reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in lower or upper case, as curl does.
 * @returns undefined where no proxy is named
 */
export function proxySettings(env: Readonly<Record<string, string | undefined>>): ProxySettings | undefined {
	const named = (name: string): string | undefined => env[name] || env[name.toUpperCase()] || undefined;
	const all = named('all_proxy');
	const http = named('http_proxy') ?? all;
	// An https request goes through the proxy for http where no other is named.
	const https = named('https_proxy') ?? http;
	if (http === undefined && https === undefined) return undefined;
	return { http, https, isDirect: directHosts(named('no_proxy') ?? '') };
}

/**
 * The rule of `NO_PROXY`: names with their subdomains, addresses, ranges such as `10.0.0.0/8`, each with an optional
 * port; `*` is every host. Source: curl's documentation of `--noproxy`.
 */
export function directHosts(list: string): (url: URL) => boolean {
	const rules = list
		.split(/[,\s]+/)
		.filter((entry) => entry !== '')
		.map(ruleOf);
	return (url) => rules.some((rule) => rule(url));
}

type Rule = (url: URL) => boolean;

function ruleOf(entry: string): Rule {
	if (entry === '*') return () => true;
	const range = /^\[?([^\]]+?)\]?\/(\d{1,3})$/.exec(entry);
	if (range?.[1] !== undefined) return rangeRule(range[1], Number(range[2]));
	const bare = isIP(entry) === 6 ? entry : entry.replace(/:\d+$/, '');
	const port = bare === entry ? undefined : entry.slice(bare.length + 1);
	const host = bare
		.replace(/^\[|\]$/g, '')
		.replace(/^\*?\./, '')
		.toLowerCase();
	return (url) => {
		const asked = hostOf(url);
		const isPort = port === undefined || port === (url.port || PORT_OF[url.protocol]);
		return isPort && (asked === host || (isIP(asked) === 0 && asked.endsWith(`.${host}`)));
	};
}

function rangeRule(address: string, bits: number): Rule {
	const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
	const isRange = isIP(address) !== 0 && bits <= (family === 'ipv6' ? 128 : 32);
	if (!isRange) return () => false;
	const block = new BlockList();
	block.addSubnet(address, bits, family);
	return (url) => {
		const host = hostOf(url);
		return isIP(host) !== 0 && block.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
	};
}

function hostOf(url: URL): string {
	return url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
}

/**
 * Sends each request directly or through the proxy for its protocol; plain http goes without a tunnel, as curl does.
 */
export class ProxiedDispatcher extends Dispatcher {
	private readonly direct: Agent;
	private readonly byProtocol: Readonly<Record<string, Dispatcher | undefined>>;

	constructor(
		private readonly settings: ProxySettings,
		options: Agent.Options,
	) {
		super();
		this.direct = new Agent(options);
		this.byProtocol = {
			'http:': settings.http && new ProxyAgent({ ...options, uri: settings.http, proxyTunnel: false }),
			'https:': settings.https && new ProxyAgent({ ...options, uri: settings.https }),
		} as Record<string, Dispatcher | undefined>;
	}

	override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
		const url = new URL(String(options.origin));
		const proxy = this.settings.isDirect(url) ? undefined : this.byProtocol[url.protocol];
		return (proxy ?? this.direct).dispatch(options, handler);
	}
}
