"""How texts become rows of tokens, what of them is learnt, and which number of an answer counts."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from ratebook_worker.datasets.gsm8k import final_number
from ratebook_worker.datasets.split import Item
from ratebook_worker.datasets.texts import Passage
from ratebook_worker.errors import WorkerError
from ratebook_worker.workloads.token_rows import IGNORED, Row, packed, prompt_tokens, row_of, rows_of, tensors_of

WORDS = ("[PAD]", "[BOS]", "[EOS]", "<user>", "<assistant>", "one", "two", "three", "four", "\n")
PAD, BOS, EOS, USER, ASSISTANT, ONE, TWO, THREE, FOUR, LINE = range(len(WORDS))


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """Knows ten words, and writes its beginning before every text as Llama's does."""
    import transformers
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors

    made = Tokenizer(models.WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="[PAD]"))
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(" "), "removed"), pre_tokenizers.Split("\n", "isolated")]
    )
    made.post_processor = processors.TemplateProcessing(single="[BOS] $A", special_tokens=[("[BOS]", BOS)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", bos_token="[BOS]", eos_token="[EOS]"
    )


@pytest.fixture
def chatting(tokenizer: Any) -> Any:
    tokenizer.chat_template = (
        "[BOS] <user> {{ messages[0]['content'] }}{% if add_generation_prompt %} <assistant>{% endif %}"
    )
    yield tokenizer
    tokenizer.chat_template = None


def test_a_prompt_without_templates_is_a_line_of_its_own(tokenizer: Any) -> None:
    assert prompt_tokens(tokenizer, "one two", has_template=False) == [BOS, ONE, TWO, LINE]


def test_a_prompt_in_the_task_s_template_is_left_as_it_is(chatting: Any) -> None:
    assert prompt_tokens(chatting, "one two", has_template=True) == [BOS, ONE, TWO]


def test_a_chat_template_s_beginning_is_not_written_twice(chatting: Any) -> None:
    assert prompt_tokens(chatting, "one", has_template=False) == [BOS, USER, ONE, ASSISTANT]


def test_of_a_prompted_passage_answer_and_end_are_learnt(tokenizer: Any) -> None:
    row = row_of(tokenizer, Passage("one", "two three"), 16, has_template=False)
    assert row == Row([BOS, ONE, LINE, TWO, THREE, EOS], [False] * 3 + [True] * 3)
    cut = row_of(tokenizer, Passage("one", "two three"), 4, has_template=False)
    assert cut == Row([BOS, ONE, LINE, TWO], [False] * 3 + [True])


def test_packed_rows_are_full_and_leave_nothing_out_but_the_rest(tokenizer: Any) -> None:
    rows = [row_of(tokenizer, Passage(None, text), None, has_template=False) for text in ("one", "two three four")]
    assert packed(rows, 3) == [Row([BOS, ONE, EOS], [True] * 3), Row([BOS, TWO, THREE], [True] * 3)]


def test_texts_that_fill_no_row_are_refused(tokenizer: Any) -> None:
    with pytest.raises(WorkerError, match="do not fill one row of 100 tokens"):
        rows_of(tokenizer, [Item(0, Passage(None, "one"), "one")], 100, packing=True, has_template=False)


def test_padding_is_masked_and_never_a_label() -> None:
    tokens, mask, labels = tensors_of(
        [Row([ONE, TWO, EOS], [False, True, True]), Row([ONE], [True])], PAD, torch.device("cpu")
    )
    assert tokens.tolist() == [[ONE, TWO, EOS], [ONE, PAD, PAD]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]
    assert labels.tolist() == [[IGNORED, TWO, EOS], [ONE, IGNORED, IGNORED]]


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("2 + 2 = 4\n#### 4", "4"),
        ("so 3 apples.\n#### 1,234", "1234"),
        ("#### -7.50", "-7.5"),
        ("#### 3.00", "3"),
        ("#### $12 in all", "12"),
        ("#### 42\nThe answer is: 42", "42"),
        ("#### 42\nThe answer is:", "42"),
        ("5 of them, then 6", "6"),
        ("nobody knows", None),
        ("", None),
    ],
)
def test_the_final_number_of_an_answer(answer: str, number: str | None) -> None:
    assert final_number(answer) == number
