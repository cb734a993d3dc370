import pytest

from ratebook_worker.batch_order import BatchOrder, cut, micro_batch_size
from ratebook_worker.errors import WorkerError


def test_every_epoch_sees_every_item_once_in_another_order() -> None:
    order = BatchOrder(count=12, batch_size=3, data_seed=7)
    epochs = [[item for t in range(4 * epoch, 4 * epoch + 4) for item in order.positions(t)] for epoch in range(3)]
    assert all(sorted(epoch) == list(range(12)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 3


def test_an_update_sees_the_same_items_whenever_it_is_asked_for() -> None:
    in_order = BatchOrder(12, 5, 7)
    forwards = [in_order.positions(t) for t in range(9)]
    assert [BatchOrder(12, 5, 7).positions(t) for t in reversed(range(9))] == forwards[::-1]


def test_neighbouring_data_seeds_share_no_epoch() -> None:
    epochs = {tuple(BatchOrder(50, 50, seed).positions(epoch)) for seed in (0, 1, 2**32 - 1) for epoch in (0, 1, 2)}
    assert len(epochs) == 9


def test_what_is_left_of_less_than_a_batch_is_left_out() -> None:
    order = BatchOrder(count=10, batch_size=4, data_seed=0)
    assert order.updates_per_epoch == 2
    assert len({item for t in range(2) for item in order.positions(t)}) == 8


def test_a_batch_larger_than_the_split_is_refused() -> None:
    with pytest.raises(WorkerError, match="larger than the training split of 3"):
        BatchOrder(count=3, batch_size=4, data_seed=0)


def test_a_batch_is_cut_into_micro_batches_of_at_most_what_was_asked() -> None:
    assert cut([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert [micro_batch_size(32, asked) for asked in (None, 8, 64, 0)] == [32, 8, 32, 1]
