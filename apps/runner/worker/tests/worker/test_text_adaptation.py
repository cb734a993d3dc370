"""What of a pretrained model is trained, in which group and precision, and that adapters begin as nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from ratebook_worker.adaptation import INITIALIZATIONS, adapt, check_adaptation, parameter_groups
from ratebook_worker.digests import weights_digest
from ratebook_worker.models.pretrained import Source, load_causal_lm, load_classifier
from ratebook_worker.parameter_count import parameter_count
from worker.documents import Json
from worker.tiny_texts import adaptation, write_language_model

CPU = torch.device("cpu")
TOKENS = torch.tensor([[4, 5, 6, 7]])


def lora(*targets: str, **changes: Any) -> Json:
    return {"adaptation": adaptation("lora", rank=2, alpha=4, targetModules=list(targets), **changes)}


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("llama")
    write_language_model(folder)
    return Source(str(folder), None)


def logits(model: Any) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = model.eval()(input_ids=TOKENS).logits
    return found


@pytest.mark.parametrize("initialization", [*INITIALIZATIONS, "pissa_niter_2"])
def test_an_adapter_changes_nothing_until_it_is_trained(llama: Source, initialization: str | None) -> None:
    recipe = lora("q_proj", "up_proj", initialization=initialization)
    check_adaptation(recipe)
    before = logits(load_causal_lm(llama, torch.float32, None, CPU))
    model = adapt(load_causal_lm(llama, torch.float32, None, CPU), recipe, "CAUSAL_LM")
    assert torch.allclose(logits(model), before, atol=1e-5)
    trained = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    assert trained
    assert all("lora_" in name for name in trained)


@pytest.mark.parametrize(("scaling", "factor"), [(None, 2.0), ("alpha/r", 2.0), ("alpha/sqrt(r)", 4 / 2**0.5)])
def test_scaling_is_the_recipe_s(llama: Source, scaling: str | None, factor: float) -> None:
    model = adapt(load_causal_lm(llama, torch.float32, None, CPU), lora("q_proj", scaling=scaling), "CAUSAL_LM")
    (layer,) = (one for name, one in model.named_modules() if name.endswith("q_proj"))
    assert layer.scaling == {"default": factor}


def test_frozen_weights_may_be_bf16_and_trained_ones_are_float32(llama: Source) -> None:
    model = adapt(load_causal_lm(llama, torch.bfloat16, None, CPU), lora("q_proj"), "CAUSAL_LM")
    held = {(parameter.requires_grad, parameter.dtype) for parameter in model.parameters()}
    assert held == {(True, torch.float32), (False, torch.bfloat16)}


@pytest.mark.parametrize("quantization", ["nf4", "int8"])
def test_quantised_weights_carry_adapters_on_the_cpu(llama: Source, quantization: str) -> None:
    pytest.importorskip("bitsandbytes")
    model: Any = adapt(
        load_causal_lm(llama, torch.float32, quantization, CPU),
        {"adaptation": {**lora("q_proj")["adaptation"], "method": "qlora", "quantization": quantization}},
        "CAUSAL_LM",
    )
    plain = adapt(load_causal_lm(llama, torch.float32, None, CPU), lora("q_proj"), "CAUSAL_LM")
    assert parameter_count(model.parameters()) == parameter_count(plain.parameters())
    first, weights = gradients(model), weights_digest(model)
    assert len(first) == 2
    assert all("lora_" in name for name in first)
    logits(model)
    # An evaluation in between changes neither the weights nor what is learnt next.
    assert weights_digest(model) == weights
    again = gradients(model)
    assert all(torch.equal(again[name], gradient) for name, gradient in first.items())


def gradients(model: Any) -> dict[str, torch.Tensor]:
    """Of the sum of all logits, by parameter."""
    model.train().zero_grad()
    model(input_ids=TOKENS).logits.sum().backward()
    return {name: one.grad.clone() for name, one in model.named_parameters() if one.grad is not None}


def encoder(kind: str) -> Any:
    """Encoders whose new heads are not one linear layer of the same name."""
    import transformers

    torch.manual_seed(0)
    if kind == "roberta":
        shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
        return transformers.RobertaModel(transformers.RobertaConfig(vocab_size=50, **shape))
    distilled = transformers.DistilBertConfig(vocab_size=50, dim=16, n_layers=1, n_heads=2, hidden_dim=32)
    return transformers.DistilBertModel(distilled)


@pytest.mark.parametrize(
    ("kind", "target", "head"),
    [("roberta", "query", {"classifier"}), ("distilbert", "q_lin", {"pre_classifier", "classifier"})],
)
@pytest.mark.parametrize("method", ["full", "lora"])
def test_all_of_a_new_head_is_trained_as_a_group(
    tmp_path: Path, kind: str, target: str, head: set[str], method: str
) -> None:
    encoder(kind).save_pretrained(tmp_path)
    recipe = lora(target) if method == "lora" else {"adaptation": adaptation("full")}
    classifier = load_classifier(Source(str(tmp_path), None), 3, torch.float32)
    model = adapt(classifier.model, recipe, "SEQ_CLS", classifier.new_modules)
    groups = parameter_groups(model, recipe, classifier.new_modules)
    assert classifier.new_modules == head
    assert list(groups) == ["default", "head"]
    # Two linear layers with their biases.
    assert [parameter.numel() for parameter in groups["head"]] == [16 * 16, 16, 16 * 3, 3]
    assert sum(map(len, groups.values())) == sum(parameter.requires_grad for parameter in model.parameters())


def test_a_head_that_came_with_the_model_is_no_new_one(tmp_path: Path) -> None:
    encoder("roberta").save_pretrained(tmp_path / "bare")
    load_classifier(Source(str(tmp_path / "bare"), None), 3, torch.float32).model.save_pretrained(tmp_path / "whole")
    same = load_classifier(Source(str(tmp_path / "whole"), None), 3, torch.float32)
    other = load_classifier(Source(str(tmp_path / "whole"), None), 2, torch.float32)
    assert not same.new_modules
    assert other.new_modules == {"classifier"}
