import { ParleyError } from '../base/parley-error.ts';

/* What is missing between this page and a companion, in the order in which it is looked for. */

export const offline = () =>
  new ParleyError(
    'companion-offline',
    'This device has no network now.',
    'Connect it to the network that the companion is in, then try again.',
  );

export const notAnAddress = (address: string) =>
  new ParleyError(
    'companion-address',
    'This is no address of a companion.',
    'It looks like https://parley.home:3100; the companion prints it when it starts.',
    { params: { address } },
  );

export const mixed = (address: string) =>
  new ParleyError(
    'companion-mixed-content',
    `This page is secure and ${address} is not, so the browser keeps the two apart.`,
    'Give the companion a certificate and use its https address, or open Parley from the companion itself.',
    { params: { address } },
  );

export const notPermitted = () =>
  new ParleyError(
    'companion-permission',
    'The browser does not let this page reach machines of the local network.',
    'Allow it at the left end of the address bar, under local network, then try again.',
  );

export const pageWalled = (address: string) =>
  new ParleyError(
    'companion-page-walled',
    `The machine that served this page does not let it talk to ${address}.`,
    'Open Parley from that companion, or have its address added to CONNECT_ORIGINS where this page comes from.',
    { params: { address } },
  );

export const pageUnknown = (address: string) =>
  new ParleyError(
    'companion-page-unknown',
    `${address} answers, but not to pages that come from here.`,
    'Whoever runs it can name this page under origins in its settings.',
    { params: { address } },
  );

export const noCertificate = (address: string, cause: unknown) =>
  new ParleyError(
    'companion-certificate',
    `No trusted answer comes from ${address}: it is off, or this device does not trust its certificate.`,
    'Open the address in a new tab. If the browser warns there, install its certificate on this device; if Parley opens, its settings must name this page under origins.',
    { params: { address }, cause },
  );

export const silent = (address: string, cause: unknown) =>
  new ParleyError(
    'companion-silent',
    `No answer comes from ${address}.`,
    'See whether the companion is on and in the same network, and whether the port is right. Its settings must name this page under origins.',
    { params: { address }, cause },
  );

export const stranger = (address: string) =>
  new ParleyError(
    'companion-stranger',
    `Something answers at ${address}, but it is no Parley companion.`,
    'See whether the port is right; the companion prints its address when it starts.',
    { params: { address } },
  );

export const keyMissing = () =>
  new ParleyError(
    'companion-key-missing',
    'The companion wants a key.',
    'Enter the key; whoever runs the companion can make one.',
  );

export const keyRefused = () =>
  new ParleyError(
    'companion-key-refused',
    'The companion does not know this key.',
    'Look for a letter that is missing, or ask for a new key.',
  );
