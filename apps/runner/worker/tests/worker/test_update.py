import math

import pytest
import torch
from torch import Tensor

from ratebook_worker.precision import Precision
from worker.tiny_workload import ITEMS, TinyWorkload, updater


def moved(workload: TinyWorkload, before: list[Tensor]) -> list[float]:
    """The norm of what each parameter moved by: body's weight and bias, head's weight and bias."""
    return [float((now - then).norm()) for now, then in zip(workload.weights(), before, strict=True)]


def test_each_group_moves_by_its_own_learning_rate() -> None:
    workload = TinyWorkload()
    before = workload.weights()
    updated = updater(workload).make(0, {"default": 0.0, "head": 0.25})
    assert updated.learning_rates == {"default": 0.0, "head": 0.25}
    assert [distance > 0 for distance in moved(workload, before)] == [False, False, True, True]


def test_a_group_without_a_rate_of_its_own_takes_the_default() -> None:
    assert updater(TinyWorkload()).make(0, {"default": 0.125}).learning_rates == {"default": 0.125, "head": 0.125}


def test_what_is_told_is_read_from_the_optimiser_and_not_from_the_request() -> None:
    workload = TinyWorkload()
    made = updater(workload)
    # A learning rate in a tensor (capturable optimisers) holds what float32 can: that is what the step applies.
    for group in made.trainable.optimizer.param_groups:
        group["lr"] = torch.tensor(0.0)
    applied = made.make(0, {"default": 0.1}).learning_rates["default"]
    assert applied == float(torch.tensor(0.1))
    assert applied != 0.1


@pytest.mark.parametrize("micro_batch", [1, 5, 6])
def test_accumulation_gives_the_update_of_the_whole_batch(micro_batch: int) -> None:
    whole, cut = TinyWorkload(), TinyWorkload(micro_batch)
    for t in range(3):
        in_one = updater(whole).make(t, {"default": 0.1})
        in_parts = updater(cut).make(t, {"default": 0.1})
        assert in_parts.loss == pytest.approx(in_one.loss, rel=1e-6)
    for one, other in zip(whole.weights(), cut.weights(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-6)


def test_the_loss_is_the_mean_before_the_update_not_rounded() -> None:
    workload = TinyWorkload()
    summed, count = workload.loss(list(range(ITEMS)))
    assert updater(workload).make(0, {"default": 0.1}).loss == float(summed.detach()) / count


def test_a_gradient_longer_than_the_recipe_allows_is_shortened_to_it() -> None:
    clipped, free = TinyWorkload(), TinyWorkload()
    before = clipped.weights()
    updater(clipped, clip_norm=0.01).make(0, {"default": 1.0})
    updater(free).make(0, {"default": 1.0})
    length = math.hypot(*moved(clipped, before))
    assert length == pytest.approx(0.01, rel=1e-3)
    shrink = length / math.hypot(*moved(free, before))
    for short, long in zip(moved(clipped, before), moved(free, before), strict=True):
        assert short == pytest.approx(shrink * long, rel=1e-3)


def test_a_gradient_that_is_short_enough_is_left_alone() -> None:
    clipped, free = TinyWorkload(), TinyWorkload()
    updater(clipped, clip_norm=1e6).make(0, {"default": 1.0})
    updater(free).make(0, {"default": 1.0})
    assert all(torch.equal(one, other) for one, other in zip(clipped.weights(), free.weights(), strict=True))


def test_an_update_whose_scaled_gradients_overflow_is_skipped_and_said_to_be() -> None:
    workload = TinyWorkload()
    before = workload.weights()
    made = updater(
        workload,
        precision=Precision(torch.float16, scales_gradients=True),
        scaler=torch.amp.GradScaler("cpu", init_scale=2.0**126),
    )
    updated = made.make(0, {"default": 0.1})
    assert updated.skipped
    assert math.isfinite(updated.loss)
    assert moved(workload, before) == [0.0] * 4
    made.trainable.scaler.update(2.0**10)
    assert not made.make(1, {"default": 0.1}).skipped
    assert all(distance > 0 for distance in moved(workload, before))


@pytest.mark.parametrize("clip_norm", [None, 0.5])
def test_scaling_gradients_changes_no_update_that_it_does_not_skip(clip_norm: float | None) -> None:
    scaled, plain = TinyWorkload(), TinyWorkload()
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**10)
    updater(scaled, clip_norm=clip_norm, scaler=scaler).make(0, {"default": 0.1})
    updater(plain, clip_norm=clip_norm).make(0, {"default": 0.1})
    for one, other in zip(scaled.weights(), plain.weights(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-6, atol=1e-7)


def test_bf16_computes_in_fewer_bits_and_keeps_weights_in_float32() -> None:
    coarse, plain = TinyWorkload(), TinyWorkload()
    low = updater(coarse, precision=Precision(torch.bfloat16, scales_gradients=False)).make(0, {"default": 0.1})
    full = updater(plain).make(0, {"default": 0.1})
    assert low.loss != full.loss
    assert low.loss == pytest.approx(full.loss, rel=0.02)
    assert {weight.dtype for weight in coarse.weights()} == {torch.float32}
