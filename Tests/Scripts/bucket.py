#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make bucket: pictures copied to a bucket of S3, as moto plays one, before a mailing goes out, and none sent while that fails."""

import subprocess
import sys
import tempfile
from pathlib import Path

import boto3
from moto.server import ThreadedMotoServer

from newsroom import DAYBREAK, ROOT, free_port

PICTURE = ROOT / "docs/demo/articles/harbour.jpg"
SETTINGS = """publication: daily-caffeine
base_url: https://news.daily-caffeine.example
return_path: bounces@daily-caffeine.example
relays: [{{ url: "smtp://127.0.0.1:{relay}", starttls: off }}]
media: {{ address: "https://cdn.example.com/m", publish: "s3://newsroom/m", endpoint: "http://127.0.0.1:{bucket}", key: one, secret: two }}
"""


def expect(holds, what):
    if not holds:
        sys.exit(f"bucket: {what}")


def main():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    port, relay = server.get_host_and_port()[1], free_port()
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "paper"

        def daybreak(*words, code=0):
            done = subprocess.run([DAYBREAK, *words], cwd=home if home.exists() else place, capture_output=True, text=True)
            expect(done.returncode == code, f"{words}: exit {done.returncode}: {done.stderr}")
            return done

        daybreak("init", "paper")
        (home / "daybreak.yaml").write_text(SETTINGS.format(relay=relay, bucket=port))
        (home / "fog.jpg").write_bytes(PICTURE.read_bytes())
        (home / "fog.md").write_text("---\nheadline: Fog on the river\nimage: fog.jpg\nimage_alt: A ferry at sunset\nurl: https://example.com/fog\n---\nIt came at five.\n")
        (home / "people.csv").write_text("email\nann@inbox.test\n")
        daybreak("article", "add", "fog.md")
        daybreak("subscriber", "import", "people.csv", "--list", "morning")
        daybreak("edition", "new", "--preheader", "It came at five and stayed.")
        sandbox = subprocess.Popen([DAYBREAK, "sandbox", "--port", str(relay), "--quiet"], cwd=home, stdout=subprocess.PIPE, text=True)
        try:
            sandbox.stdout.readline()
            refused = daybreak("send", "1", "--list", "morning", code=69)
            expect("NoSuchBucket" in refused.stderr and "nothing goes out" in refused.stderr, f"no bucket: {refused.stderr}")
            client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", aws_access_key_id="one", aws_secret_access_key="two", region_name="us-east-1")
            client.create_bucket(Bucket="newsroom")
            daybreak("send", "1", "--list", "morning")
            objects = client.list_objects_v2(Bucket="newsroom")["Contents"]
            expect(len(objects) == 1, f"{len(objects)} objects")
            kept = client.get_object(Bucket="newsroom", Key=objects[0]["Key"])
            mail = next((home / "sandbox/new").iterdir()).read_text()
            name = objects[0]["Key"].removeprefix("m/")
            expect(f"https://cdn.example.com/m/{name}" in mail.replace("=\n", "").replace("=3D", "="), "the letter shows another address")
            expect((kept["ContentType"], "immutable" in kept["CacheControl"]) == ("image/jpeg", True), f"{kept['ResponseMetadata']}")
            print(f"bucket: {objects[0]['Key']}, {objects[0]['Size']} bytes, {kept['ContentType']}, {kept['CacheControl']}; refused without it: {refused.stderr.strip()}")
        finally:
            sandbox.terminate()
            sandbox.wait(10)
            server.stop()


if __name__ == "__main__":
    main()
