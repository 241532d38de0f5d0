// The WebSockets of npm's ws, for ours. Usage: ws.js client URL | ws.js server
'use strict'
const { WebSocket, WebSocketServer } = require('ws')

// What comes of a connection on which `say` is said: its messages, and how it closed.
const talk = (url, say, protocols, options) => new Promise(resolve => {
    const socket = new WebSocket(url, protocols ?? [], { perMessageDeflate: true, ...options })
    const heard = []
    socket.on('open', () => { if (socket.protocol) heard.push(socket.protocol); say(socket) })
    socket.on('message', (data, isBinary) => {
        heard.push(isBinary ? `binary ${data.length}`
            : data.length > 100 ? `text ${data.length}` : `${data}`)
        socket.close(1000)
    })
    socket.on('pong', data => { heard.push(`pong ${data}`); socket.close(1000) })
    socket.on('unexpected-response', (request, response) => {
        resolve(`status ${response.statusCode}`)
        request.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', (code, reason) => resolve([...heard, `${code} ${reason}`].join(', ')))
})

const client = async url => {
    const print = async (name, ...rest) => console.log(`${name}: ${await talk(url, ...rest)}`)
    await print('text', socket => socket.send('hällo'))
    await print('long text', socket => socket.send('x'.repeat(1024 * 1024)))
    await print('binary', socket => socket.send(Buffer.alloc(1024 * 1024, 7)))
    await print('fragments', socket => {
        socket.send('frag', { fin: false })
        socket.send('ments')
    })
    await print('ping', socket => socket.ping('alive?'))
    for (const code of [1000, 1001, 1012, 1013, 1014, 4999])
        await print('our close', socket => socket.send(`close ${code}`))
    for (const code of [1000, 1001, 1012, 1013, 1014, 4999])
        await print('their close', socket => socket.close(code, 'bye'))
    await print('drop', socket => socket.send('drop'))
    await print('break', socket => socket.send('break'))
    await print('protocols', socket => socket.send('protocol'), ['soap', 'superchat', 'chat'])
    await print('own origin', socket => socket.send('hello'), [],
        { origin: url.replace('ws:', 'http:').replace(/\/$/, '') })
    await print('other origin', socket => socket.send('hello'), [],
        { origin: 'http://evil.example' })
}

const server = () => {
    const listening = new WebSocketServer({
        host: '127.0.0.1', port: 0, perMessageDeflate: true,
        handleProtocols: names => names.has('chat') ? 'chat' : false,
    })
    listening.on('listening', () => console.log(listening.address().port))
    listening.on('connection', socket => {
        socket.on('message', (data, isBinary) => {
            const [word, code] = String(data.slice(0, 20)).split(' ')
            if (word === 'close')
                socket.close(Number(code), 'as you wish')
            else if (word === 'drop')
                socket.terminate()
            else {
                socket.send(data, { binary: isBinary })
                socket.close(1000)
            }
        })
        socket.on('close', (code, reason) => console.log(`closed ${code} ${reason}`))
    })
}

process.argv[2] === 'client' ? client(process.argv[3]) : server()
