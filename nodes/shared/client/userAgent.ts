import { name, version } from '../../../package.json';

/** How servers recognise requests of this package. */
export const USER_AGENT = `${name}/${version}`;
