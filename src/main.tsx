import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '#app/app.css'
import { App } from '#app/app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

const page = createRoot(root)
const render = () =>
  page.render(
    <StrictMode>
      <App />
    </StrictMode>,
  )

// Vite leaves this out of every build but the demo's.
if (import.meta.env.MODE === 'demo')
  void import('#mocks/start-demo.ts').then(({ startDemo }) => startDemo()).then(render)
else render()
