import { z } from 'zod'

/** The Kong Gateway releases whose published plugin schema the studio carries. */
export const gatewayReleases = ['3.14', '3.15', '3.16'] as const

/** A Kong Gateway release, as `major.minor`. The plugin exists from 3.14 on. */
export const gatewayRelease = z.enum(gatewayReleases)
export type GatewayRelease = z.infer<typeof gatewayRelease>

/** The release for which a new workspace and the command line check. */
export const defaultRelease = '3.15' satisfies GatewayRelease
