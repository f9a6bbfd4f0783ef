/**
 * Where Kong's documents leave a point open, the studio decides, and the decisions stand here and nowhere else.
 * Code that rests on one says "decision N"; the page shows them under Help.
 */
export interface Decision {
  number: number
  topic: string
  decision: string
}

export const decisions: readonly Decision[] = [
  {
    number: 1,
    topic: 'Subject format',
    decision:
      "A setting. `plain` (default): the Consumer's username, the application's id, as the tutorial shows. `prefixed`: consumer:<consumer-id>, app:<application-id>, as later documents show. `subject.field` names another field of the Consumer (id, username, custom_id) or application (id, name): its raw value. A Consumer without username in `plain`: its custom_id, else its id.",
  },
  {
    number: 2,
    topic: 'subject_type',
    decision:
      'consumer_username, consumer_custom_id, consumer_id, application_id, application_<field>, header or query, by where the subject was found.',
  },
  {
    number: 3,
    topic: 'Empty values',
    decision:
      'An empty subject is no subject: dropped with the reason "empty subject". An empty attribute stays "". A query argument without "=" is the string "true" as an attribute and no subject.',
  },
  {
    number: 4,
    topic: 'Requests that were not proxied',
    decision:
      "What Kong's core hands to the log phase is metered: a 401 or 404 can be an event. A condition that could not be evaluated because no access phase ran counts as met. A request that nginx refuses (400, 405, 414, 501) reaches global plugins only and without its headers and query, so a subject from them is dropped.",
  },
  {
    number: 5,
    topic: 'request_host and request_uri',
    decision: 'request_host is without port, request_uri without query.',
  },
  {
    number: 6,
    topic: 'Event envelope and delivery',
    decision:
      'id: a random UUID for each event. source: `kong-gateway`, a setting. time: the start of the request, RFC 3339 with milliseconds, UTC. One event is sent as application/cloudevents+json (an object), several as application/cloudevents-batch+json (an array), with Authorization: Bearer <api_token>. A status below 300 is success.',
  },
  {
    number: 7,
    topic: 'Streaming AI answers',
    decision:
      "Token counts come from a final usage chunk if the provider sent one, else from Kong's documented estimate; the trace says that it is an estimate.",
  },
  {
    number: 8,
    topic: 'Cached AI answers',
    decision: 'A cached answer emits its events with cache_status Hit.',
  },
  {
    number: 9,
    topic: 'Attribute named like a built-in field',
    decision: "A warning in the studio; the attribute's value wins.",
  },
  { number: 10, topic: 'Queue name', decision: "The plugin's id: each plugin row has its own queue." },
  {
    number: 11,
    topic: '`path` as attribute source',
    decision:
      "The plugin's overview names it, no published schema accepts it. The studio explains that at the line and offers header or query; it never writes an export that Kong would reject.",
  },
  {
    number: 12,
    topic: '`expressions` in 3.16',
    decision:
      'A free object beside `config` with no documented meaning: accepted and passed through under 3.16, not interpreted.',
  },
  {
    number: 13,
    topic: 'Size of a typical event',
    decision:
      'Advice on memory reckons with 800 bytes of JSON for an event: one of the tutorial measures some 700, and Routes and Services in use have longer names. Attributes come on top.',
  },
  {
    number: 14,
    topic: 'Secrets and personal data by name',
    decision:
      'The studio goes by whole words of an attribute’s name (password, token, email, phone, ip …), not by values. Names that end in a measure or a category, such as token_count or email_domain, are left alone. It is advice: Kong takes any name.',
  },
  {
    number: 15,
    topic: 'Built-in ingestion beside the plugin',
    decision:
      'A state file does not say whether Konnect’s built-in ingestion is on. For a file that names a Konnect control plane the studio reminds of it with a hint, because with both on every request is counted twice.',
  },
  {
    number: 16,
    topic: 'Dev Portal applications',
    decision:
      'Konnect keeps applications and puts their authentication on the linked Service itself; decK has no entity for either. The studio keeps simulated ones with the workspace, outside the document, exports and links. A Service that an application is linked to wants the key of one in the header `apikey`, behind the document’s own authentication plugins (priority 960): no or an unknown key is 401 as by key-auth, a known one is hidden and sets no header. From 3.15 a mapped application also sets its Consumer.',
  },
  {
    number: 17,
    topic: 'AI plugins in the rehearsal',
    decision:
      'An AI plugin reads up to 1 MiB of a request (`max_request_body_size`, as in 3.16). Bodies go to the model in the format they have: Kong’s translation between providers is not rehearsed. The simulated provider answers in the format of the plugin. An answer with a status other than 200 states no tokens.',
  },
  {
    number: 18,
    topic: 'Rounding of amounts',
    decision:
      'Every invoice line is computed exactly and rounded once, half away from zero, to the smallest unit of the currency; a total is the sum of its rounded lines. A flat price is charged whole for each subscription that touches the period, without pro-rating. A negative sum of usage costs nothing.',
  },
  {
    number: 19,
    topic: 'Meter queries',
    decision:
      'Values are decimals and are never rounded, but an average, which has at most 20 decimals. A window or group in which no event has a value is left out. `latest` is the value of the latest time; of several at that time, the one that arrived last. `contains` takes A for a, as OpenMeter does, in every filter that has it. A dimension that an event does not have is "" in the reply, as in OpenMeter; the filter `exists` tells it from one that is empty. An hour or minute that a clock change cuts ends there. A JSON number is the double nearest to it, as JavaScript reads it: one of more than 15 digits stays exact as a text.',
  },
  {
    number: 20,
    topic: 'How long events are kept',
    decision:
      'The studio removes the oldest arrivals beyond 5,000,000 events and 90 days, unless the settings say otherwise, and shows what it removed. An event that was removed counts as new when it is sent again. In ClickHouse the table’s own TTL decides.',
  },
  {
    number: 21,
    topic: 'Upstreams in private networks',
    decision:
      'Requests are forwarded to public addresses and to this machine itself (loopback), where upstreams under test listen. Private, link-local and cloud metadata addresses are refused with a 502 that says so, until a person allows the host in Live traffic, or `--allow-upstream` names it. The yes holds for one host and one kind of address in one workspace, and stands in the data folder, in no document, link or file; the one to a metadata address ends with the studio, and `--allow-upstream` gives it only to that address itself. Addresses are judged when a connection opens, so that a name cannot change in between.',
  },
  {
    number: 22,
    topic: 'Who bears what of a charge',
    decision:
      'An event costs what it adds to the charge at its time; events of one time share what they add together by units, and a volume price is shared by all units of the line. For chargeback by group the rounded amount of each invoice line is shared by units: each of its units costs the same, whichever tier it fell into, so that the groups add up to the line. Meters whose values do not add up (avg, min, max, latest, unique_count) have no shares. What nobody is billed for is valued as if it were all that its subject or customer used, without flat prices, which usage does not change.',
  },
  {
    number: 23,
    topic: "OpenMeter's SDKs",
    decision:
      "They are answered as OpenMeter's API v1 (and v2 for its list of events) answers them, over the same events, meters and customers; what else they can ask for is a 501 that says so. A subject is a subject key of a customer: one that is upserted gets a customer of its key, as in OpenMeter, and its display name and metadata are the customer's. A customer without a key has its id in the key's place in API v3. Metadata that cannot be a label is shown by API v1 alone. The list of v1 goes back 32 days unless `from` says otherwise, and any `from` is taken. Of the operators of its filters are served: $eq, $ne, $in, `$like: %…%`, `$ilike: %…%` and $or, for dimensions also $nin, $nlike, $nilike and $and; others are refused, never ignored. CSV has exact values instead of six decimals.",
  },
]
