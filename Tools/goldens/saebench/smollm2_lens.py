"""SmolLM2-135M in TransformerLens, nothing folded, for the goldens that are made by SAEBench's own functions.

TransformerLens has no SmolLM2 among its models; what it does for any Llama is written down here. `nano_lens.py` is the
same for the embedded model.
"""
import pathlib

import torch
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformer_lens.pretrained.weight_conversions import convert_llama_weights
from transformers import AutoTokenizer, LlamaForCausalLM

ROOT = pathlib.Path(__file__).resolve().parents[3]
LAYER = 5
HOOK = f"blocks.{LAYER}.hook_resid_post"


def load(folder, layers=None, dtype=torch.float32):
    """`layers`: so many blocks and no more, for what ends behind one."""
    hf = LlamaForCausalLM.from_pretrained(folder, dtype=dtype, attn_implementation="eager").eval()
    c = hf.config
    config = HookedTransformerConfig(
        d_model=c.hidden_size, d_head=c.head_dim, n_heads=c.num_attention_heads, d_mlp=c.intermediate_size,
        n_layers=layers or c.num_hidden_layers, n_ctx=c.max_position_embeddings, eps=c.rms_norm_eps,
        d_vocab=c.vocab_size, act_fn="silu", normalization_type="RMS", rotary_base=c.rope_parameters["rope_theta"],
        rotary_dim=c.head_dim, rotary_adjacent_pairs=False, positional_embedding_type="rotary", use_attn_scale=True,
        n_key_value_heads=c.num_key_value_heads, gated_mlp=True, final_rms=True, dtype=dtype,
        original_architecture="LlamaForCausalLM", default_prepend_bos=True)
    # As HookedTransformer.from_pretrained asks for it: with BOS, whatever the tokenizer's own setting is.
    tokenizer = AutoTokenizer.from_pretrained(folder, add_bos_token=True)
    model = HookedTransformer(config, tokenizer=tokenizer, move_to_device=False, default_padding_side="right")
    model.load_and_process_state_dict(
        convert_llama_weights(hf, config), fold_ln=False, center_writing_weights=False, center_unembed=False,
        fold_value_biases=False, refactor_factored_attn_matrices=False)
    return model.to(dtype).eval()
