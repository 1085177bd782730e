// The build puts this `fetch` in the place of the global one, so that all of the official client's bytes go through our transport.
export { fetch } from './fetch';
