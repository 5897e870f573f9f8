// is_my_node_vulnerable.js MODULE INDEX SCHEDULE < VERSION[ PLATFORM] lines: what npm's is-my-node-vulnerable says of each, as
// one JSON object a line: {version, platform, vulnerable, keys}. `vulnerable` is its own answer, with both of its addresses
// answered from the files; `keys` are the entries of INDEX that its test (semver.satisfies) takes. Nothing is fetched.
'use strict'
const fs = require('fs')
const Module = require('module')
const path = require('path')
const { Readable } = require('stream')

const [folder, index, schedule] = process.argv.slice(2)
const load = Module._load
Module._load = (request, ...rest) => {
  if (request !== 'https') return load(request, ...rest)
  return {
    request (url, options, callback) {
      if (typeof options === 'function') [options, callback] = [{}, options]
      const file = String(url).includes('schedule') ? schedule : index
      const response = Readable.from(options.method === 'HEAD' ? [] : [fs.readFileSync(file)])
      response.statusCode = 200
      response.headers = { etag: 'local' }
      setImmediate(() => callback(response))
      const self = { on: () => self, end: () => self }
      return self
    }
  }
}

async function main () {
  process.argv[2] = '-r' // it reads etags of earlier runs unless told otherwise
  const { isNodeVulnerable } = require(path.join(path.resolve(folder), 'is-vulnerable.js'))
  const satisfies = require(require.resolve('semver/functions/satisfies', { paths: [path.resolve(folder)] }))
  const records = JSON.parse(fs.readFileSync(index))
  for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const [version, platform] = line.split(' ')
    let vulnerable = null
    try {
      vulnerable = await isNodeVulnerable('v' + version, platform)
    } catch (error) {
      vulnerable = String(error.message)
    }
    const keys = Object.keys(records).filter(key => {
      const { vulnerable: range, patched, affectedEnvironments: places } = records[key]
      return satisfies(version, range) && !satisfies(version, patched) &&
        (!platform || !Array.isArray(places) || places.includes(platform) || places.includes('all'))
    })
    console.log(JSON.stringify({ version, platform: platform || '', vulnerable, keys }))
  }
}
main()
