import { expect, test } from 'vitest'
import { instanceName } from './instance-name.ts'

const value = {
  services: [{ name: 'pay', plugins: [{}], routes: [{ name: 'card', plugins: [{ consumer: 'alice' }] }] }],
  consumers: [{ username: 'bob', plugins: [{}] }],
  plugins: [{ instance_name: 'all' }, {}, { service: { name: 'pay' } }],
}

test.for([
  [['plugins', 0], 'all'],
  [['plugins', 1], 'Plugin 1, global'],
  [['plugins', 2], 'Plugin 1, service pay'],
  [['services', 0, 'plugins', 0], 'Plugin 1, service pay'],
  [['services', 0, 'routes', 0, 'plugins', 0], 'Plugin 1, route card, consumer alice'],
  [['consumers', 0, 'plugins', 0], 'Plugin 1, consumer bob'],
] as const)('the plugin at %j is called %s', ([path, name]) => {
  expect(instanceName(value, path, 0)).toBe(name)
})
