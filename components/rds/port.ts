/** TCP port of every server. */
export const POSTGRES_PORT = 5432;
