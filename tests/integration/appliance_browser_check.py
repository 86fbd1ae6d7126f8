#!/usr/bin/env python3
"""What a real Chromium that trusts ROOT makes of an appliance, by its name and by its address:
appliance_browser_check.py warned|trusted ROOT NAME ADDRESS PORT.

Ends with 0, with 1 and what is wrong, or with 77 where Chromium or certutil is missing.
"""
import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from chromium import NOT_INSTALLED, Chromium, can_trust, is_installed  # noqa: E402


def trusted(page, url, name):
    page.visit(url)
    text = page.run('return document.body.innerText').strip()
    if text != name:
        raise AssertionError(f'{url}: {text!r}, wanted {name!r}')


def warned(page, url, _):
    try:
        page.visit(url)
    except RuntimeError as error:
        # Some drivers tell so, others show what people see, and no more.
        if 'insecure certificate' not in str(error):
            raise
    text = page.run('return document.body.innerText')
    if 'NET::ERR_CERT_AUTHORITY_INVALID' not in text:
        raise AssertionError(f'{url}: no warning but {text!r}')


def main():
    scenario, root, name, address, port = sys.argv[1:]
    if not is_installed() or not can_trust():
        return NOT_INSTALLED
    try:
        with Chromium(resolve=f'EXCLUDE {address}, MAP {name} {address}, MAP * ~NOTFOUND', root=root) as page:
            for host in (name, address):
                {'warned': warned, 'trusted': trusted}[scenario](page, f'https://{host}:{port}/', name)
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        return 1
    return 0


sys.exit(main())
