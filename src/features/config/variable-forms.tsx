import { writtenForms } from '#formats/document-variables.ts'
import styles from './variables-panel.module.css'

interface VariableFormsProps {
  /** Without decK's prefix. */
  name: string
  /** Those of the document. */
  names: readonly string[]
}

/** What one variable is called in each output, and where its value comes from there. */
export function VariableForms({ name, names }: VariableFormsProps) {
  const { deck, posix, powershell, terraform } = writtenForms(name, names)
  const rows = [
    { format: 'decK', written: [deck], from: `decK reads DECK_${name} from its environment` },
    { format: 'Admin API, Konnect API', written: [posix, powershell], from: `the shell puts ${name} in` },
    {
      format: 'Kubernetes (KIC)',
      written: [posix, powershell],
      from: 'the shell puts it into manifest or Secret',
    },
    { format: 'Terraform', written: [terraform], from: 'declared, and sensitive' },
  ]
  return (
    <table className={styles.forms}>
      <caption className="visually-hidden">How the outputs write DECK_{name}</caption>
      <tbody>
        {rows.map(({ format, written, from }) => (
          <tr key={format}>
            <th scope="row">{format}</th>
            <td>
              {written.map((form, index) => (
                <span key={form}>
                  {index > 0 && ' or '}
                  <code>{form}</code>
                </span>
              ))}
            </td>
            <td>{from}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
