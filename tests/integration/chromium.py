"""A real Chromium for tests of pages, driven over WebDriver with Python's standard library alone."""
import base64
import http.client
import json
import os
import re
import shutil
import subprocess
import tempfile

NOT_INSTALLED = 77
KEYS = {'Enter': '\ue007', 'Escape': '\ue00c', 'Tab': '\ue004', 'ArrowDown': '\ue015', 'ArrowUp': '\ue013',
        'Home': '\ue011', 'End': '\ue010', 'PageDown': '\ue00f', 'PageUp': '\ue00e', 'Space': ' ', 'Shift': '\ue008'}
ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'


def is_installed():
    return bool(shutil.which('chromedriver') and (shutil.which('chromium') or shutil.which('google-chrome')))


def can_trust():
    return bool(shutil.which('certutil'))


class Chromium:
    """One browser in a profile of its own; `with Chromium() as page:`.

    It finds hosts by the rules `resolve`, and none without; `root` is a PEM file with a certificate that it trusts.
    """

    def __init__(self, width=1440, height=1000, resolve='MAP * ~NOTFOUND', root=None):
        self.resolve = resolve
        self.profile = tempfile.mkdtemp(prefix='certsweep-chromium-')
        if root:
            self._trust(root)
        # A home of its own: what a browser leaves there goes with it.
        environment = dict(os.environ, HOME=self.profile, XDG_CONFIG_HOME=self.profile, XDG_CACHE_HOME=self.profile)
        self.driver = subprocess.Popen(['chromedriver', '--port=0', '--allowed-ips='], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True, env=environment)
        self.session = None
        try:
            self._start(width, height)
        except BaseException:
            self.close()
            raise

    def _trust(self, root):
        folder = self.profile + '/.pki/nssdb'
        os.makedirs(folder, mode=0o700)
        database = 'sql:' + folder
        subprocess.run(['certutil', '-N', '-d', database, '--empty-password'], check=True)
        subprocess.run(['certutil', '-A', '-d', database, '-n', 'root', '-t', 'C,,', '-i', root], check=True)

    def _start(self, width, height):
        for line in self.driver.stdout:
            found = re.search(r'started successfully on port (\d+)', line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise RuntimeError('chromedriver did not start')
        options = {
            'binary': shutil.which('chromium') or shutil.which('google-chrome'),
            # No sandbox: it can't be had as root or in a container, and the only page is our own.
            'args': ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
                     '--disable-background-networking', '--disable-component-update', '--disable-sync',
                     '--host-resolver-rules=' + self.resolve, '--hide-scrollbars', '--user-data-dir=' + self.profile,
                     f'--window-size={width},{height}'],
            'perfLoggingPrefs': {'enableNetwork': True, 'enablePage': False},
        }
        capabilities = {'goog:chromeOptions': options, 'goog:loggingPrefs': {'browser': 'ALL', 'performance': 'ALL'},
                        'timeouts': {'script': 60000, 'pageLoad': 120000}}
        answer = self._request('POST', '/session', {'capabilities': {'alwaysMatch': capabilities}})
        self.session = answer['sessionId']

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            if self.session:
                self._request('DELETE', f'/session/{self.session}')
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()
            shutil.rmtree(self.profile, ignore_errors=True)

    def _request(self, method, path, body=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=150)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None,
                               {'Content-Type': 'application/json'})
            value = json.loads(connection.getresponse().read())['value']
        finally:
            connection.close()
        if isinstance(value, dict) and 'error' in value and 'stacktrace' in value:
            raise RuntimeError(f'{path}: {value["error"]}: {value["message"]}')
        return value

    def _ask(self, method, path, body=None):
        return self._request(method, f'/session/{self.session}{path}', body)

    def open(self, path, fragment=''):
        # From elsewhere first: another fragment alone would load nothing.
        self._ask('POST', '/url', {'url': 'about:blank'})
        self._ask('POST', '/url', {'url': 'file://' + os.path.abspath(path) + fragment})

    def visit(self, url):
        self._ask('POST', '/url', {'url': url})

    def run(self, script, *arguments):
        """What `script`, the body of a function, returns."""
        return self._ask('POST', '/execute/sync', {'script': script, 'args': list(arguments)})

    def wait(self, script, *arguments):
        """Until `script` returns something true; gives it. Nothing within 20 s: an error."""
        return self._ask('POST', '/execute/async', {'args': [script, *arguments], 'script': '''
            const [text, ...rest] = arguments, done = rest.pop();
            const ask = eval("(function () {" + text + "})");
            const end = performance.now() + 20000;
            (function again() {
              const value = ask.apply(null, rest);
              if (value) return done(value);
              if (performance.now() > end) return done(null);
              requestAnimationFrame(again);
            })();'''}) or self._give_up(script)

    @staticmethod
    def _give_up(script):
        raise AssertionError('never true: ' + script)

    def click(self, selector):
        found = self._ask('POST', '/element', {'using': 'css selector', 'value': selector})
        self._ask('POST', f'/element/{found[ELEMENT]}/click', {})

    def press(self, *keys):
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{'type': 'keyDown', 'value': value}, {'type': 'keyUp', 'value': value}]
        self._ask('POST', '/actions', {'actions': [{'type': 'key', 'id': 'keys', 'actions': actions}]})

    def type(self, text):
        self.press(*text)

    def devtools(self, command, **parameters):
        return self._ask('POST', '/goog/cdp/execute', {'cmd': command, 'params': parameters})

    def screenshot(self, path):
        with open(path, 'wb') as file:
            file.write(base64.b64decode(self._ask('GET', '/screenshot')))

    def whole_screenshot(self, path):
        answer = self.devtools('Page.captureScreenshot', captureBeyondViewport=True)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(answer['data']))

    def print(self, path):
        answer = self.devtools('Page.printToPDF', preferCSSPageSize=True, printBackground=True)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(answer['data']))

    def messages(self):
        """What the page and the browser complained of since the last call."""
        return [entry['message'] for entry in self._ask('POST', '/se/log', {'type': 'browser'})]

    def requests(self):
        """The addresses that were asked for since the last call."""
        addresses = []
        for entry in self._ask('POST', '/se/log', {'type': 'performance'}):
            message = json.loads(entry['message'])['message']
            if message['method'] == 'Network.requestWillBeSent':
                addresses.append(message['params']['request']['url'])
        return addresses
