"""Run by Python as it starts moto_server. moto works out some things anew for every request, which is most of what it
does; here they are kept. Where moto has changed, it is only as slow as it was."""

import functools

try:
    import jsonpath_ng.ext
    from moto import backends

    # A parser is made for every path of every event: 10 ms.
    jsonpath_ng.ext.parse = functools.cache(jsonpath_ng.ext.parse)

    # The folders of moto's package are listed for every request.
    modules = frozenset(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
except (ImportError, AttributeError):
    pass
