export type { CountryHelp, Help, HelpKind, HelpLink } from './help.js';
export { HelpLinks, type HelpLinksProps } from './help-links.js';
export type { HelpMessages } from './help-messages.js';
