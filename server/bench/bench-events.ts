/** The events of the store's benches: 17 fields of data, 1,000 subjects, 30 days. */

const start = Date.UTC(2026, 0, 1)
const month = 30 * 86_400_000
const models = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet', 'mistral-large']

/** The JSON of event number `index`; every tenth is of an AI request. Times rise, with some disorder. */
export function benchEventJson(index: number, of: number): string {
  const time = new Date(start + Math.floor((index / of) * month) + ((index * 7919) % 60_000)).toISOString()
  const subject = `consumer-${(index * 31) % 1000}`
  const isAi = index % 10 === 0
  const head = `{"specversion":"1.0","id":"${eventId(index)}","source":"kong-gateway","type":"${isAi ? 'kong.llm_request' : 'kong.api_request'}","subject":"${subject}","time":"${time}","datacontenttype":"application/json","data":`
  return `${head}${isAi ? aiData(index) : requestData(index)}}`
}

/** Looks like a random UUID: nothing about it is in order. */
function eventId(index: number): string {
  const part = (salt: number) =>
    (Math.imul(index ^ salt, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0') +
    (Math.imul(index + salt, 0x85ebca6b) >>> 0).toString(16).padStart(8, '0')
  const text = part(1) + part(2)
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`
}

function requestData(index: number): string {
  return `{"client_ip":"10.0.${index % 200}.${index % 250}","control_plane_id":"9524ec7d-36d9-465d-a8c5-83a3c9390458","request_host":"api.example.com","request_method":"GET","request_uri":"/orders/${index % 5000}","request_size_bytes":${300 + (index % 900)},"request_user_agent":"curl/8.5.0","response_size_bytes":${1000 + (index % 9000)},"response_http_status":200,"route_id":"5f5b0d1e-52a4-4b0d-8c5c-0a9b1f9b8f01","route_name":"route-${index % 7}","service_id":"5f5b0d1e-52a4-4b0d-8c5c-0a9b1f9b8f02","service_name":"service-${index % 3}","service_port":443,"service_protocol":"https","subject_type":"consumer_username","upstream_status":200}`
}

function aiData(index: number): string {
  return `{"type":"${index % 20 === 0 ? 'request' : 'response'}","control_plane_id":"9524ec7d-36d9-465d-a8c5-83a3c9390458","service_id":"5f5b0d1e-52a4-4b0d-8c5c-0a9b1f9b8f02","route_id":"5f5b0d1e-52a4-4b0d-8c5c-0a9b1f9b8f01","http_status":200,"api_request_id":"${eventId(index + 1)}","ai_plugin_id":"5f5b0d1e-52a4-4b0d-8c5c-0a9b1f9b8f03","ai_plugin_name":"ai-proxy","model":"${models[index % models.length]}","provider":"openai","tokens":${index % 4000},"cache_status":"Miss","subject_type":"consumer_username"}`
}
