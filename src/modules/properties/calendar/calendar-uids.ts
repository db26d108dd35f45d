const OWN = /^[0-9a-f-]{36}@([0-9a-f-]{36})\.lokahome$/;

/** The UID of a stay or block in our own calendars: the same for as long as it is there. */
export function ownUid(id: string, property_id: string): string {
  return `${id}@${property_id}.lokahome`;
}

/** Whether what another site shows is what we told it of this very home. Another home's calendar may be brought in: a house and its rooms. */
export function isOwnUid(uid: string, property_id: string): boolean {
  return OWN.exec(uid)?.[1] === property_id;
}
