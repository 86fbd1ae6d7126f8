#!/usr/bin/env python3
"""What the HTML report does in a real Chromium: html_report_check.py SCENARIO REPORT FOLDER.

Pictures are left in FOLDER, to be looked at. Ends with 0, with 1 and what is wrong, or with 77 where there is no Chromium.
"""
import json
import os
import shutil
import subprocess
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from chromium import NOT_INSTALLED, Chromium, is_installed  # noqa: E402

COUNT = 'return document.getElementById("count").textContent'
HOSTS = 'return [...document.querySelectorAll("#grid tbody .host bdi")].map((one) => one.textContent)'
DETAILS_OPEN = 'return document.getElementById("details").open'
DETAILS = 'return document.getElementById("details").innerText'
FOCUSED = 'return document.activeElement.textContent'


def expect(what, actual, wanted):
    if actual != wanted:
        raise AssertionError(f'{what}: {actual!r}, wanted {wanted!r}')


def expect_in(what, part, whole):
    if part not in whole:
        raise AssertionError(f'{what}: {part!r} is not in {whole[:3000]!r}')


def counted(page, text):
    page.wait('return document.getElementById("count").textContent.startsWith(arguments[0])', text)


def expect_quiet(page, report):
    """Nothing complained of, and nothing asked for but the page itself."""
    expect('messages', page.messages(), [])
    addresses = [one for one in page.requests() if not one.startswith(('chrome:', 'data:', 'about:'))]
    expect('requests', [one.split('#')[0] for one in addresses], ['file://' + os.path.abspath(report)] * len(addresses))


# --------------------------------------------------------------------------------------------------- scenarios
# The record of each is made by html_report_test.cc, which says what is in it.

def explore(report, folder):
    with Chromium() as page:
        page.messages(), page.requests()
        page.open(report)
        counted(page, '300 of 300 endpoints, by verdict, the worst first')
        page.screenshot(folder + '/light.png')
        sorting(page)
        filtering(page)
        opening(page)
        by_keyboard(page)
        by_address(page, report)
        copying(page)
        expect_quiet(page, report)


def sorting(page):
    def sorted_by():
        return page.run('return [...document.querySelectorAll("#grid thead th")].filter((one) => one.ariaSort !== "none")'
                        '.map((one) => one.innerText.trim().split(/\\s/)[0] + " " + one.ariaSort)')
    expect('sorted at first', sorted_by(), ['Verdict ascending'])
    page.click('th[data-column=host] button')
    counted(page, '300 of 300 endpoints, by host')
    expect('sorted by host', sorted_by(), ['Host ascending'])
    expect('first hosts', page.run(HOSTS)[:2], ['sps-00000.corp.example', 'sps-00001.corp.example'])
    page.click('th[data-column=host] button')
    counted(page, '300 of 300 endpoints, by host, descending')
    expect('sorted by host again', sorted_by(), ['Host descending'])
    expect('last host', page.run(HOSTS)[0], 'sps-00299.corp.example')
    # By number, not by letter.
    page.click('th[data-column=address] button')
    addresses = page.run('return [...document.querySelectorAll("#grid tbody tr.row")].map((one) => one.cells[2].textContent)')
    expect('addresses', addresses[:11], [f'10.0.0.{i}' for i in range(11)])
    page.click('th[data-column=verdict] button')


def filtering(page):
    page.click('#q')
    page.type('00012')
    counted(page, '1 of 300')
    expect('found', page.run(HOSTS), ['sps-00012.corp.example'])
    page.click('#reset')
    counted(page, '300 of 300')
    page.click('#verdict-choice label:has(input[value=noncompliant])')
    counted(page, '30 of 300')
    expect('hosts of a verdict', page.run(HOSTS)[:2], ['sps-00000.corp.example', 'sps-00010.corp.example'])
    page.click('#verdict-choice label:has(input[value=unreachable])')
    counted(page, '33 of 300')
    page.click('#reset')
    page.run('const c = document.getElementById("code"); c.value = "expired"; c.dispatchEvent(new Event("change"))')
    counted(page, '30 of 300')
    page.run('const c = document.querySelector("[data-own=site]"); c.value = "york"; c.dispatchEvent(new Event("change"))')
    counted(page, '10 of 300')
    expect('hash', page.run('return location.hash'), '#code=expired&col.site=york')
    page.run('const c = document.getElementById("q"); c.value = "no such thing"; c.dispatchEvent(new Event("input"))')
    counted(page, '0 of 300')
    expect('none', page.run('return document.getElementById("none").hidden'), False)
    page.click('#reset')
    counted(page, '300 of 300')
    # The summary leads to the table.
    page.click('.tile.unreachable a')
    counted(page, '3 of 300')
    page.click('#reset')
    counted(page, '300 of 300')


def opening(page):
    page.click('#grid tbody tr.row td')
    expect('open', page.run(DETAILS_OPEN), True)
    text = page.run(DETAILS)
    for part in ('sps-00000.corp.example:4343', 'Fail: Expired', 'What to do: renew it', 'Chain as sent',
                 'CN=Example Issuing CA,O=Example', 'Path as verified', 'trust anchor', 'TLS_AES_128_GCM_SHA256', 'leeds'):
        expect_in('details', part, text)
    page.screenshot(folder_of(page) + '/details.png')
    page.click('#details .next')
    expect_in('the next', 'sps-00010.corp.example', page.run(DETAILS))
    page.press('Escape')
    expect('closed', page.run(DETAILS_OPEN), False)
    expect('focus', page.run(FOCUSED), 'sps-00010.corp.example:4343')


def folder_of(_):
    return sys.argv[3]


def by_keyboard(page):
    page.run('document.querySelector("#grid tbody .host").focus()')
    page.press('ArrowDown', 'ArrowDown')
    expect('two down', page.run(FOCUSED), 'sps-00020.corp.example:4343')
    page.press('End')
    expect('end', page.run(FOCUSED), 'sps-00299.corp.example:4343')
    edges = page.run('''const edges = (one) => { const box = one.getBoundingClientRect(); return [box.top, box.bottom]; };
        return [...edges(document.activeElement), ...edges(document.getElementById("scroller"))]''')
    expect('it can be seen: ' + str(edges), edges[0] >= edges[2] and edges[1] <= edges[3], True)
    page.press('Home')
    expect('home', page.run(FOCUSED), 'sps-00000.corp.example:4343')
    expect('one stop for Tab', page.run('return document.querySelectorAll("#grid .host[tabindex=\\"0\\"]").length'), 1)
    page.press('Enter')
    expect('open by Enter', page.run(DETAILS_OPEN), True)
    expect('its title has the focus', page.run(FOCUSED), 'sps-00000.corp.example:4343')
    # Tab stays in the dialog.
    page.press('Tab')
    expect('inside', page.run('return document.getElementById("details").contains(document.activeElement)'), True)
    page.press('Escape')
    expect('back', page.run(FOCUSED), 'sps-00000.corp.example:4343')


def by_address(page, report):
    page.open(report, '#sps-00007.corp.example')
    expect_in('opened by host', 'sps-00007.corp.example', page.run(DETAILS))
    expect('shared key', 'Shared key' in page.run(DETAILS), True)
    page.open(report, '#q=sps-0001&sort=-host')
    counted(page, '10 of 300')
    expect('order of the address', page.run(HOSTS)[0], 'sps-00019.corp.example')
    page.open(report, '#verdict=constructor&sort=__proto__&ends=toString&from=x&open=%')
    counted(page, '300 of 300 endpoints, by verdict, the worst first')


def copying(page):
    page.run('navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }')
    page.run('const c = document.getElementById("q"); c.value = "00010"; c.dispatchEvent(new Event("input"))')
    counted(page, '1 of 300')
    page.click('#copy')
    page.wait('return window.copied')
    lines = page.run('return window.copied').split('\r\n')
    expect('header', lines[0], 'verdict,host,address,port,findings,not_after,key,subject,issuer,site,owner')
    expect('row', lines[1], 'noncompliant,sps-00010.corp.example,10.0.0.10,4343,expired,2027-10-26T09:36:32Z,RSA 2048,'
           '"CN=sps-00010.corp.example,O=Example","CN=Example Issuing CA,O=Example",york,facilities')
    expect('lines', len(lines), 3)


def colours(report, folder):
    with Chromium() as page:
        dark = [{'name': 'prefers-color-scheme', 'value': 'dark'}]
        page.devtools('Emulation.setEmulatedMedia', features=dark)
        page.open(report)
        ground = 'return getComputedStyle(document.body).backgroundColor'
        expect('dark', page.run(ground), 'rgb(14, 19, 25)')
        page.screenshot(folder + '/dark.png')
        page.click('#theme')
        expect('light again', page.run(ground), 'rgb(245, 246, 248)')
        expect('kept nowhere', page.run('return document.cookie + JSON.stringify(Object.keys(localStorage))'), '[]')
        page.click('#theme')
        expect('dark again', page.run(ground), 'rgb(14, 19, 25)')
        contrast(page)
        page.click('#theme')
        contrast(page)


def contrast(page):
    """Text against what it stands on: 4.5 to 1 at least."""
    low = page.run('''
        const channel = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
        const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
        const parse = (text) => text.match(/[\\d.]+/g).map(Number);
        const ground = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
          }
          return [255, 255, 255];
        };
        const low = [];
        for (const element of document.querySelectorAll(".page *")) {
          if (![...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim())) continue;
          if (!element.checkVisibility() || element.closest("svg, .unseen, :disabled")) continue;
          const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          if (ratio < 4.5) low.push(element.className + " " + element.textContent.slice(0, 30) + " " + ratio.toFixed(2));
        }
        return low;''')
    expect('low contrast', low, [])


def accessible(report, _):
    with Chromium() as page:
        page.open(report)
        counted(page, '300 of 300')
        nodes = page.devtools('Accessibility.getFullAXTree')['nodes']
        seen = {(node.get('role', {}).get('value'), node.get('name', {}).get('value')) for node in nodes if not node['ignored']}
        for role, name in (('heading', 'TLS certificate report'), ('heading', 'Verdicts'), ('heading', 'Endpoints'),
                           ('main', ''), ('search', 'Filter the endpoints'), ('status', ''),
                           ('image', 'Certificates that end in each of the next 13 weeks'),
                           ('image', 'Noncompliant endpoints over the last 2 runs'),
                           ('link', 'Noncompliant 30 10 % +30 since run 1'),
                           ('button', 'sps-00000.corp.example:4343'), ('rowheader', 'sps-00000.corp.example:4343'),
                           ('checkbox', 'Noncompliant 30')):
            if not any(role == r and name == ' '.join((n or '').split()) for r, n in seen):
                raise AssertionError(f'no {role} {name!r}; there are: {sorted(str(n) for r, n in seen if r == role)}')
        # Nothing that can be worked with is without a name.
        working = ('button', 'link', 'checkbox', 'combobox', 'searchbox', 'image', 'table')
        expect('without a name', [node['role']['value'] for node in nodes if not node['ignored']
                                  and node['role']['value'] in working and not node.get('name', {}).get('value')], [])
        expect('rows', page.run('const t = document.getElementById("grid"); return [t.ariaRowCount, t.querySelector("tr.row").ariaRowIndex]'),
               ['301', '2'])
        expect('ids twice', page.run('const ids = [...document.querySelectorAll("[id]")].map((one) => one.id); return ids.filter((one, at) => ids.indexOf(one) !== at)'), [])


def paper(report, folder):
    with Chromium() as page:
        # However the screen is: paper is light.
        page.devtools('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': 'dark'}])
        page.open(report)
        page.print(folder + '/report.pdf')
        page.devtools('Emulation.setEmulatedMedia', media='print')
        expect('ground', page.run('return getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)')
        hidden = 'return !document.querySelector(arguments[0]).checkVisibility()'
        for control in ('#explorer', '#theme', '.skip', '.numbers'):
            expect(control, page.run(hidden, control), True)
    with open(folder + '/report.pdf', 'rb') as file:
        content = file.read()
    expect('a PDF', content[:5], b'%PDF-')
    # A4, in points.
    if b'/MediaBox [0 0 594.95996 841.91998]' not in content and b'/MediaBox [0 0 595' not in content:
        raise AssertionError('no A4: ' + repr(content[content.find(b'/MediaBox'):][:60]))
    if not shutil.which('pdftotext'):
        return
    text = subprocess.run(['pdftotext', '-layout', folder + '/report.pdf', '-'], check=True, capture_output=True, text=True).stdout
    for part in ('TLS certificate report', 'Verdicts', 'Expiry', 'Noncompliant endpoints', 'sps-00290.corp.example:4343',
                 'expired at', 'What the words mean'):
        expect_in('on paper', part, text)
    pages = text.count('\f')
    if not 4 <= pages <= 9:
        raise AssertionError(f'{pages} pages')


def without_script(report, _):
    with Chromium() as page:
        page.devtools('Emulation.setScriptExecutionDisabled', value=True)
        page.open(report)
        tree = json.dumps(page.devtools('Accessibility.getFullAXTree')['nodes'])
        for part in ('needs JavaScript', 'Noncompliant endpoints', 'sps-00290.corp.example', 'Issuers'):
            expect_in('without a script', part, tree)
        if 'Copy as CSV' in tree:
            raise AssertionError('a control that does nothing')


def hostile(report, folder):
    with Chromium() as page:
        page.messages(), page.requests()
        page.open(report)
        counted(page, '4 of 4')
        for place in range(4):
            page.run('document.querySelectorAll("#grid tbody .host")[arguments[0]].click()', place)
            expect('open', page.run(DETAILS_OPEN), True)
            page.screenshot(f'{folder}/hostile{place}.png')
            page.press('Escape')
        expect('pwned', page.run('return typeof window.__pwned'), 'undefined')
        expect('made of text', page.run('return document.querySelectorAll("img, iframe, object, embed, link, main script, dialog script").length'), 0)
        page.run('const c = document.getElementById("q"); c.value = "script-subject"; c.dispatchEvent(new Event("input"))')
        counted(page, '1 of 4')
        page.run('document.querySelector("#grid tbody .host").click()')
        text = page.run(DETAILS)
        for part in ('CN=</script><script>window.__pwned=1</script>', '"><img src=x onerror=window.__pwned=2>', '<!--<script>',
                     '\\u{202e}', '\\x00', '</title></style>{{rows}}'):
            expect_in('shown as text', part, text)
        long = page.run('return document.querySelector("#details .long bdi").textContent.length')
        if long < 65536:
            raise AssertionError(f'{long} characters of a long subject')
        expect('controls that turn text around', page.run('return /[\\u202a-\\u202e\\u2066-\\u2069\\0]/.test(document.documentElement.textContent)'), False)
        wide = page.run('return document.documentElement.scrollWidth - document.documentElement.clientWidth')
        expect('wider than the screen', wide, 0)
        page.press('Escape')
        # A spreadsheet makes no formula of it.
        page.run('navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }')
        page.click('#reset')
        counted(page, '4 of 4')
        page.click('#copy')
        page.wait('return window.copied')
        expect_in('CSV', "\"'=HYPERLINK(", page.run('return window.copied'))
        expect_quiet(page, report)
        # The policy would stop what got in nevertheless.
        page.run('''const s = document.createElement("script"); s.textContent = "window.__pwned = 3"; document.body.append(s);
                    const i = document.createElement("img"); i.src = "https://pwned.example/x"; document.body.append(i);
                    const d = document.createElement("div"); d.innerHTML = "<b onclick='window.__pwned = 4'>x</b>"; document.body.append(d); d.firstChild.click();''')
        expect('pwned by what got in', page.run('return typeof window.__pwned'), 'undefined')
        expect('the policy says so', len([one for one in page.messages() if 'Content Security Policy' in one]) >= 3, True)


def large(report, _):
    """40,000 endpoints. The bounds are generous: a loaded machine is no fault of the page; quadratic work would be."""
    with Chromium() as page:
        page.open(report)
        counted(page, '40,000 of 40,000')
        expect('scripts left', page.run('return document.querySelectorAll("script.rows").length'), 0)
        drawn = page.run('return document.querySelectorAll("#grid tbody tr").length')
        if drawn > 80:
            raise AssertionError(f'{drawn} rows are drawn')

        def timed(what, script, most):
            took = page.run('const start = performance.now();' + script + '; return performance.now() - start')
            print(f'{what}: {took:.0f} ms')
            if took > most:
                raise AssertionError(f'{what}: {took:.0f} ms')
        find = 'const c = document.getElementById("q"); c.value = "%s"; c.dispatchEvent(new Event("input")); document.getElementById("filters").requestSubmit()'
        print('loaded:', page.run('return Math.round(performance.timing.loadEventEnd - performance.timing.navigationStart)'), 'ms')
        timed('first filter', find % '00777', 5000)
        counted(page, '1 of 40,000')
        timed('second filter', find % '077', 2000)
        timed('clearing and sorting', 'document.getElementById("reset").click(); document.querySelector("[data-column=address] button").click()', 5000)
        counted(page, '40,000 of 40,000 endpoints, by address')
        page.run('const s = document.getElementById("scroller"); s.scrollTop = s.scrollHeight')
        page.wait('return [...document.querySelectorAll("#grid tbody .host bdi")].pop().textContent === "sps-39999.corp.example"')
        page.run('document.querySelector("#grid tbody .host").focus()')
        page.press('Home')
        expect('home', page.run(FOCUSED), 'sps-00000.corp.example:4343')
        page.devtools('HeapProfiler.collectGarbage')
        used = page.devtools('Runtime.getHeapUsage')['usedSize'] / 2**20
        print(f'heap: {used:.0f} MiB')
        if used > 300:
            raise AssertionError(f'{used:.0f} MiB')


def main():
    scenario, report, folder = sys.argv[1:]
    if not is_installed():
        return NOT_INSTALLED
    try:
        globals()[scenario](report, folder)
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        return 1
    return 0


sys.exit(main())
