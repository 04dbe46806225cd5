/**
 * The network an address belongs to, as far as one household or office has it: /24 of IPv4, /56 of IPv6 (what providers
 * give one customer; RFC 6177). An IPv4 address inside IPv6 (`::ffff:1.2.3.4`) is that IPv4 address. Null where the text
 * is no address.
 */
export function addressPrefixOf(address: string): string | null {
  const octets = ipv4Of(address);
  if (octets !== null) return `${octets.slice(0, 3).join('.')}.0/24`;
  const groups = ipv6Of(address);
  if (groups === null) return null;
  const [, , , , , mark, high = 0, low = 0] = groups;
  if (mark === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return `${high >> 8}.${high & 255}.${low >> 8}.0/24`;
  }
  const network = groups.slice(0, 4).map((group, index) => (index === 3 ? group & 0xff00 : group));
  return `${network.map((group) => group.toString(16)).join(':')}::/56`;
}

/** Four decimal numbers of 0–255 without leading zeros, which some read as octal. */
function ipv4Of(address: string): number[] | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (found === null) return null;
  const octets = found.slice(1).map(Number);
  return octets.every((octet, index) => octet <= 255 && String(octet) === found[index + 1]) ? octets : null;
}

/** The eight groups. The URL parser knows every way to write them (URL standard, IPv6 parser) and prints one. */
function ipv6Of(address: string): number[] | null {
  // The zone is this machine's name for a cable, not part of the network's number.
  const bare = address.replace(/%.*$/, '');
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(bare) || !bare.includes(':') || !URL.canParse(`http://[${bare}]`)) return null;
  const printed = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [before = '', after] = printed.split('::');
  const groupsOf = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const head = groupsOf(before);
  const tail = groupsOf(after ?? '');
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}
