/*
 * client.js - Microsoft's own client for tests of debug adapters steps through two programs.
 *
 *     node client.js INTERLEAVE COUNTER CRASH
 */
const assert = require('assert');
const { DebugClient } = require('@vscode/debugadapter-testsupport');

const [interleave, counter, crash] = process.argv.slice(2);

async function launched(program, more) {
    const client = new DebugClient(interleave, 'dap', 'interleave');
    await client.start();
    await Promise.all([
        client.waitForEvent('initialized').then(() => client.configurationDoneRequest()),
        client.initializeRequest().then(() => client.launch({ program, ...more })),
        client.waitForEvent('stopped'),
    ]);
    return client;
}

async function step(client, threadId) {
    const [stopped] = await Promise.all([client.waitForEvent('stopped'),
                                         client.nextRequest({ threadId })]);
    return stopped.body;
}

async function value(client, name) {
    return (await client.evaluateRequest({ expression: name })).body.result;
}

async function tried() {
    let client = await launched(counter, {});
    const { threads } = (await client.threadsRequest()).body;
    assert.deepStrictEqual(threads.map(thread => thread.id), [1, 2, 3]);
    await step(client, 2);
    await step(client, 3);
    await step(client, 3);
    assert.strictEqual(await value(client, 'value'), '1');
    await Promise.all([client.waitForEvent('stopped'), client.stepBackRequest({ threadId: 3 })]);
    const { scopes } = (await client.scopesRequest({ frameId: 1 })).body;
    const { variables } = (await client.variablesRequest(
        { variablesReference: scopes[0].variablesReference })).body;
    assert.strictEqual(variables[0].name + ' ' + variables[0].value, 'value 0');
    await step(client, 3);
    const lost = await step(client, 2);
    assert.strictEqual(lost.reason, 'exception');
    assert.match(lost.text, /^Lost update/);
    await client.disconnectRequest();

    client = await launched(crash, {});
    assert.strictEqual((await step(client, 2)).description, 'crash');
    await Promise.all([client.waitForEvent('stopped'), client.stepBackRequest({ threadId: 2 })]);
    await Promise.all([client.waitForEvent('terminated'),
                       step(client, 1).then(() => client.continueRequest({ threadId: 1 }))]);
    await client.disconnectRequest();

    client = await launched(counter, { args: ['early'] });
    await Promise.all([client.waitForEvent('terminated'),
                       client.continueRequest({ threadId: 1 })]);
    await client.disconnectRequest();
    console.log('ok: @vscode/debugadapter-testsupport');
}

tried().then(() => process.exit(0), error => {
    console.error(error);
    process.exit(1);
});
