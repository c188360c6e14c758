// SPDX-License-Identifier: MIT
//
// usage: node node.mjs fetch|http HOST ID SECRET PATTERN IMAGE
//
// From login to answers with one of Node's own HTTP clients; prints the CSV.
import fs from 'node:fs';
import http from 'node:http';

const [way, host, id, secret, pattern, image] = process.argv.slice(2);

async function callFetch(method, path, headers, body) {
    const answer = await fetch(host + path, {method, headers, body});
    return [answer.status, await answer.text()];
}

// Without a Content-Length the body goes in chunks.
function callHttp(method, path, headers, body) {
    return new Promise((resolve, reject) => {
        const request = http.request(host + path, {method, headers}, (answer) => {
            let text = '';
            answer.setEncoding('utf8');
            answer.on('data', (piece) => { text += piece; });
            answer.on('end', () => resolve([answer.statusCode, text]));
        });
        request.on('error', reject);
        if (body)
            request.write(body);
        request.end();
    });
}

async function call(method, path, headers, body) {
    const [status, text] = await (way === 'fetch' ? callFetch : callHttp)(method, path, headers, body);
    if (status !== 200)
        throw new Error(`${method} ${path}: ${status} ${text}`);
    return text;
}

const form = new URLSearchParams({grant_type: 'client_credentials', client_id: id, client_secret: secret});
const token = JSON.parse(await call('POST', '/connect/token',
    {'Content-Type': 'application/x-www-form-urlencoded'}, form.toString()));
const headers = {Authorization: `${token.token_type} ${token.access_token}`};
const base = '/v5.0/omr/RecognizeTemplate';
const order = {
    images: [fs.readFileSync(image).toString('base64')],
    omrFile: fs.readFileSync(pattern).toString('base64'),
    outputFormat: 'Csv',
};
const task = await call('POST', `${base}/PostRecognizeTemplate`,
    {...headers, 'Content-Type': 'application/json'}, JSON.stringify(order));

let answer;
do {
    answer = JSON.parse(await call('GET', `${base}/GetRecognizeTemplate?id=${encodeURIComponent(task)}`, headers));
} while (answer.responseStatusCode === 'Processing');
if (answer.error)
    throw new Error(answer.error.messages.join('\n'));
process.stdout.write(Buffer.from(answer.results[0].data, 'base64'));
await call('DELETE', `${base}/CancelRecognizeTemplate?id=${task}`, headers);
