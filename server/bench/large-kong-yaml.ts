/** A kong.yaml as a team's repository holds one: Services with Routes and plugins, Consumers with keys, some metering. */

/** The lines of one Service with two Routes and their plugins. */
function serviceLines(team: string, index: number): string[] {
  const name = `${team}-service-${index}`
  return [
    `  - name: ${name}`,
    `    url: http://upstream-${index}.internal:8080/base   # owned by team ${index % 17}`,
    '    connect_timeout: 5000',
    `    tags: [${team}-${index % 17}, production]`,
    '    routes:',
    ...['read', 'write'].flatMap(kind => [
      `      - name: ${name}-${kind}`,
      `        paths: ["/${name}/${kind}", "/v2/${name}/${kind}"]`,
      `        methods: [${kind === 'read' ? 'GET, HEAD' : 'POST, PUT, PATCH'}]`,
      '        strip_path: false',
      '        plugins:',
      '          - name: rate-limiting',
      '            config:',
      `              minute: ${100 + index}`,
      '              policy: local',
    ]),
    '    plugins:',
    '      - name: key-auth',
    '        config:',
    '          key_names:',
    '            - apikey',
    ...(index % 40 === 0 ? meteringLines(index) : []),
  ]
}

function meteringLines(index: number): string[] {
  return [
    '      - name: metering-and-billing',
    `        instance_name: metering-${index}`,
    '        config:',
    '          ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events',
    '          api_token: "${{ env "DECK_AUTH_TOKEN" }}"',
    '          subject:',
    '            look_up_value_in: consumer',
    '          attributes:',
    '            - source: header',
    '              look_up_value_in: x-department',
    '              event_property_name: department',
  ]
}

function consumerLines(team: string, index: number): string[] {
  return [
    `  - username: ${team}-consumer-${index}`,
    `    custom_id: customer-${index}`,
    '    keyauth_credentials:',
    `      - key: key-of-${team}-consumer-${index}`,
  ]
}

/** A valid state file of at least so many lines: three quarters Services, one quarter Consumers; each team has its own names. */
export function largeKongYaml(lines: number, team: string): string {
  const services: string[] = []
  for (let index = 0; services.length < lines * 0.75; index += 1) services.push(...serviceLines(team, index))
  const consumers: string[] = []
  for (let index = 0; services.length + consumers.length + 3 < lines; index += 1) {
    consumers.push(...consumerLines(team, index))
  }
  return ['_format_version: "3.0"', 'services:', ...services, 'consumers:', ...consumers, ''].join('\n')
}
