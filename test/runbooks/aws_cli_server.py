"""Runs `aws` commands for the shell of the runbooks' test. The AWS CLI takes 0.7 s to start: here it is loaded once, with
every service when it is first asked for, and each command is a fork of this process. A command comes as its region and its
arguments, each ended by a NUL, after their count; what goes back is the exit code in a line of its own and what the command
printed."""

import os
import signal
import socket
import sys
import tempfile

import awscli.clidriver
import botocore.exceptions

endpoint = os.environ["AWS_ENDPOINT_URL"]
driver = awscli.clidriver.create_clidriver()
loaded = set()


def command_from(connection):
    fields = connection.makefile("rb")
    field = lambda: b"".join(iter(lambda: fields.read(1), b"\0")).decode()
    return [field() for _ in range(int(field()))]


def load(service):
    try:
        driver.session.create_client(service, endpoint_url=endpoint)
    except botocore.exceptions.UnknownServiceError:
        pass  # The CLI has a name of its own for it, and loads it in the fork.
    loaded.add(service)


def run(arguments, connection):
    with tempfile.TemporaryFile() as printed:
        os.dup2(printed.fileno(), sys.stdout.fileno())
        # Version 1 of the CLI takes SQS and Timestream to be where they are, whatever AWS_ENDPOINT_URL says.
        code = driver.main(["--endpoint-url", endpoint, *arguments])
        sys.stdout.flush()
        printed.seek(0)
        connection.sendall(f"{code}\n".encode() + printed.read())


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    connection, _ = server.accept()
    os.environ["AWS_DEFAULT_REGION"], *arguments = command_from(connection)
    if arguments[0] not in loaded:
        load(arguments[0])
    if os.fork() == 0:
        try:
            run(arguments, connection)
        finally:
            os._exit(0)
    connection.close()
