import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional

from ratebook_worker.datasets import fashion_mnist
from ratebook_worker.datasets.digits import load_digits
from ratebook_worker.errors import WorkerError
from ratebook_worker.nets.lenet import LeNet
from ratebook_worker.nets.resnet import ResNet8
from worker.documents import ASSETS, DIGITS_TASK, Json, recipe, start, trainer
from worker.process import WorkerProcess


def digits_task(net: str, **changes: object) -> Json:
    return {**DIGITS_TASK, "trainer": trainer(net, **changes)}


def test_digits_are_the_embedded_trainer_s_item_by_item() -> None:
    data = load_digits(ASSETS)
    assert data.digest == DIGITS_TASK["data"]["digest"]
    assert {name: len(split.labels) for name, split in data.splits.items()} == DIGITS_TASK["data"]["splits"]
    assert data.shape == (1, 8, 8)
    train = data.splits["train"].pixels
    assert (float(train.min()), float(train.max())) == (0, 1)


def test_digits_that_are_missing_or_damaged_are_data_missing(tmp_path: Path) -> None:
    whole = (ASSETS / "digits.csv.gz").read_bytes()
    rows = gzip.decompress(whole)
    for damaged in (None, whole[:1000], gzip.compress(rows.replace(b"0", b"x", 1)), gzip.compress(rows[:-40])):
        if damaged is not None:
            (tmp_path / "digits.csv.gz").write_bytes(damaged)
        with pytest.raises(WorkerError) as caught:
            load_digits(tmp_path)
        assert caught.value.code == "data-missing"


@pytest.mark.parametrize("shape", [(1, 8, 8), (1, 28, 28), (3, 32, 32)])
def test_both_nets_take_small_and_large_images_grey_and_in_colour(shape: tuple[int, int, int]) -> None:
    images = torch.rand(2, *shape)
    for net in (LeNet(*shape, classes=10), ResNet8(shape[0], classes=10)):
        logits: torch.Tensor = net(images)
        assert logits.shape == (2, 10)


def size(net: nn.Module) -> int:
    return sum(parameter.numel() for parameter in net.parameters())


def test_lenet_has_the_size_of_the_paper_s_fully_connected_form() -> None:
    # 6·25 + 6, 16·6·25 + 16, 400·120 + 120, 120·84 + 84, 84·10 + 10.
    assert size(LeNet(1, 28, 28, 10)) == 61_706


def test_the_resnet_normalises_each_image_for_itself() -> None:
    net, images = ResNet8(1, 10), torch.rand(4, 1, 8, 8)
    torch.testing.assert_close(net(images)[:1], net(images[:1]))
    labels = torch.tensor([1, 2, 3, 4])

    def gradients(parts: list[slice]) -> list[torch.Tensor]:
        net.zero_grad()
        for part in parts:
            torch.autograd.backward(functional.cross_entropy(net(images[part]), labels[part], reduction="sum"))
        return [parameter.grad.clone() for parameter in net.parameters() if parameter.grad is not None]

    whole, cut = gradients([slice(4)]), gradients([slice(1), slice(1, 4)])
    assert len(whole) == len(list(net.parameters()))
    for one, other in zip(whole, cut, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("net", "learning_rate", "least"), [("lenet", 0.05, 0.8), ("resnet", 0.1, 0.8)])
def test_the_nets_learn_the_digits(
    worker: WorkerProcess, tmp_path: Path, net: str, learning_rate: float, least: float
) -> None:
    updates = 150 if net == "lenet" else 60
    begun = start(digits_task(net), tmp_path, updates, recipe=recipe(32), checkpointEvery=None, evaluateAt=[0, updates])
    said = worker.train(begun, [learning_rate] * updates)
    before, _, test = (one["metrics"] for one in said if one["type"] == "evaluation")
    assert before["accuracy"] < 0.3
    assert test["accuracy"] > least
    assert said[0]["updatesPerEpoch"] == 1106 // 32


def test_micro_batches_change_no_more_than_rounding(
    another_worker: Callable[..., WorkerProcess], worker: WorkerProcess, tmp_path: Path
) -> None:
    begun = start(digits_task("lenet"), tmp_path, recipe=recipe(32), checkpointEvery=None, evaluateAt=[12])
    whole = worker.train(begun, [0.05] * 12)
    cut = another_worker("--micro-batch", "5").train(begun, [0.05] * 12)
    losses = [[one["loss"] for one in said if one["type"] == "update"] for said in (whole, cut)]
    assert losses[1] == pytest.approx(losses[0], rel=1e-5)
    assert {one["examples"] for one in cut if one["type"] == "update"} == {32}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"batch": {"size": 2048, "unit": "tokens"}}, "batches of examples"),
        ({"batch": {"size": 2048, "unit": "examples"}}, "larger than the training split of 1106"),
        ({"adaptation": {"method": "lora"}}, 'no adaptation "lora"'),
        ({"precision": "fp16"}, "fp16"),
    ],
)
def test_a_recipe_that_images_have_not_is_refused(
    worker: WorkerProcess, tmp_path: Path, change: Json, words: str
) -> None:
    (error,) = worker.train(start(digits_task("resnet"), tmp_path, recipe={**recipe(32), **change}), [])
    assert error["code"] == "unsupported"
    assert words in error["message"]


def test_an_unknown_net_or_data_set_or_metric_is_refused(worker: WorkerProcess, tmp_path: Path) -> None:
    strange_data = {"source": "package", "name": "no-such-data", "configuration": None, "revision": None}
    for document, words in (
        (digits_task("no-such-net"), 'no net "no-such-net"'),
        (digits_task("lenet", data=strange_data), 'no image data set "no-such-data"'),
        ({**digits_task("lenet"), "metric": {"name": "bleu"}}, 'not measured by "bleu"'),
        (DIGITS_TASK, 'wants "embedded"'),
    ):
        (error,) = worker.train(start(document, tmp_path), [])
        assert error["code"] == "unsupported"
        assert words in error["message"]


ITEMS = fashion_mnist.VALIDATION + 20


def write_fashion(folder: Path, items: int = ITEMS) -> None:
    """The four files, with images that are all as dark as their number says."""
    folder.mkdir(parents=True)
    for name, part in fashion_mnist.FILES.items():
        count = items if part == "train" else 10
        numbers = torch.arange(count, dtype=torch.uint8)
        is_images = "images" in name
        values = numbers.repeat_interleave(28 * 28) if is_images else numbers % 10
        sides = [count, 28, 28] if is_images else [count]
        header = bytes([0, 0, 8, len(sides)]) + b"".join(side.to_bytes(4, "big") for side in sides)
        (folder / name).write_bytes(gzip.compress(header + values.numpy().tobytes(), 1))


def test_fashion_mnist_is_read_from_its_files_and_split_the_same_way(tmp_path: Path) -> None:
    write_fashion(tmp_path / "fashion-mnist")
    data = fashion_mnist.load_fashion_mnist(tmp_path)
    assert {name: len(split.labels) for name, split in data.splits.items()} == {
        "train": 20,
        "validation": fashion_mnist.VALIDATION,
        "test": 10,
    }
    assert data.shape == (1, 28, 28)
    numbers = [number for split in data.splits.values() for number in split.numbers]
    assert numbers == list(range(ITEMS + 10))
    assert float(data.splits["train"].pixels[3].mean()) == pytest.approx(3 / 255)
    assert data.splits["train"].labels[13] == 3


def test_fashion_mnist_that_is_missing_or_damaged_is_data_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A machine may have Debian's package.
    monkeypatch.setattr(fashion_mnist, "DEBIAN", tmp_path / "nowhere")
    with pytest.raises(WorkerError) as caught:
        fashion_mnist.load_fashion_mnist(tmp_path)
    assert caught.value.code == "data-missing"
    assert "dataset-fashion-mnist" in caught.value.hint
    folder = tmp_path / "fashion-mnist"
    write_fashion(folder)
    path = folder / "t10k-labels-idx1-ubyte.gz"
    whole = path.read_bytes()
    for damaged in (whole[:20], gzip.compress(b"\0\0\x08\x01\0\0"), gzip.compress(gzip.decompress(whole)[:-1]), b""):
        path.write_bytes(damaged)
        with pytest.raises(WorkerError) as caught:
            fashion_mnist.load_fashion_mnist(tmp_path)
        assert caught.value.code == "data-missing"
