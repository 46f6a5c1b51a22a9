"""`make demo`: from nothing to an answered POST, on this machine alone."""

import json
import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from local_aws.demo.account import Account
from local_aws.demo.commands import Commands, StepFailedError
from local_aws.demo.steps import Demo
from model_store.manifest import Manifest

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 5600

# The client of envs/staging whose key the demo uses.
CLIENT = "demo"

# The one request of the demo where it was trained on 20 Newsgroups. Any other
# model is asked its first golden instance.
NEWSGROUPS_INSTANCES = ["I do not believe in any god, and atheism needs no faith."]


def demo(
    state_dir: Annotated[
        Path, typer.Option(help="Where the demo keeps what it makes.")
    ] = ROOT / ".local",
    port: Annotated[
        int, typer.Option(help="Port of the local AWS; 0 takes a free one.")
    ] = DEFAULT_PORT,
) -> None:
    """Train, start the local AWS, apply, publish, and answer a real POST."""
    console = Console(stderr=True)
    commands = Commands(root=ROOT, console=console)
    state_dir = state_dir.resolve()
    state_dir.mkdir(parents=True, exist_ok=True)
    try:
        result = run(Demo(root=ROOT, state_dir=state_dir, port=port, commands=commands))
    except StepFailedError as error:
        console.print(f"\n{error}", style="red", highlight=False, markup=False)
        raise typer.Exit(1) from error
    report = state_dir / "demo.json"
    report.touch(mode=0o600)  # it holds the key
    report.write_text(json.dumps(result, indent=2) + "\n")
    show(result, console)


def run(demo: Demo) -> dict[str, Any]:
    """Carry out every step and return what the demo reports."""
    manifest = demo.train()
    account = Account(
        local=demo.start(), state_dir=demo.state_dir, commands=demo.commands
    )
    demo.apply_registry(account)
    outputs = demo.apply_staging(account, demo.push_images(account))
    demo.publish(account, manifest, outputs["model_bucket"])

    url = account.local.api_url(outputs["predict_url"])
    key = account.api_key(outputs["api_key_ids"][CLIENT])
    instances = instances_to_ask(manifest)
    predictions = demo.ask(url, key, instances)
    demo.commands.finish()
    return {
        "url": url,
        "api_key": key,
        "bucket": outputs["model_bucket"],
        "model": {"name": manifest.name, "version": manifest.version},
        "accuracy": manifest.metrics["accuracy"],
        "instances": instances,
        "predictions": predictions,
        "seconds": demo.commands.seconds,
    }


def instances_to_ask(manifest: Manifest) -> list[Any]:
    """Return the one instance that suits the model that was trained."""
    if manifest.name == "newsgroups":
        return NEWSGROUPS_INSTANCES
    return list(manifest.golden.instances[:1])


def show(result: dict[str, Any], console: Console) -> None:
    """Print the answer, and the line that asks for it again."""
    curl = [
        *("curl", "--header", f"x-api-key: {result['api_key']}"),
        *("--header", "content-type: application/json"),
        *("--data", json.dumps(result["instances"]), result["url"]),
    ]
    total = sum(result["seconds"].values())
    console.print(
        f"\n  url      {result['url']}"
        f"\n  key      {result['api_key']}"
        f"\n  bucket   {result['bucket']}"
        f"\n  model    {result['model']['name']} {result['model']['version']},"
        f" accuracy {result['accuracy']:.3f} on its test part"
        f"\n  took     {total:.0f} s"
        "\n\nAsk again, for as long as the local AWS is up (`make down` stops it):"
        f"\n\n{shlex.join(curl)}\n",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    sys.stdout.write(json.dumps(result["predictions"]) + "\n")


if __name__ == "__main__":
    typer.run(demo)
