"""Run by Python as it starts moto_server. moto computes some things anew for every request, which is most of what it
does; here they are kept. Where moto has changed, it is only as slow as it was."""

import functools
import threading

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

try:
    from moto.dynamodb.models import DynamoDBBackend

    # moto answers every request on a thread of its own and checks the condition of a put before it puts, so two of them
    # may both pass. DynamoDB does both in one step.
    one_put_at_a_time = threading.Lock()
    put_item = DynamoDBBackend.put_item

    @functools.wraps(put_item)
    def atomic_put_item(*args, **kwargs):
        with one_put_at_a_time:
            return put_item(*args, **kwargs)

    DynamoDBBackend.put_item = atomic_put_item
except (ImportError, AttributeError):
    pass

try:
    from moto.sqs.models import SQSBackend

    # moto has every message in one place: what an empty queue does not have at once does not come by waiting, except from
    # somebody else, for whom no test waits here.
    receive_message = SQSBackend.receive_message

    @functools.wraps(receive_message)
    def receive_at_once(self, queue_name, count, wait_seconds_timeout, *args, **kwargs):
        return receive_message(self, queue_name, count, 0, *args, **kwargs)

    SQSBackend.receive_message = receive_at_once
except (ImportError, AttributeError):
    pass
