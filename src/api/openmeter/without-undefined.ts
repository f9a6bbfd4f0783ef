/** `undefined` members become absent ones, which is what JSON and the catalog's types have. */
type Defined<Row> = { [Key in keyof Row as undefined extends Row[Key] ? never : Key]: Row[Key] } & {
  [Key in keyof Row as undefined extends Row[Key] ? Key : never]?: Exclude<Row[Key], undefined>
}

export function withoutUndefined<Row extends object>(row: Row): Defined<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Defined<Row>
}
