"""The embedded model in TransformerLens, nothing folded, for the goldens that are made by SAEBench's own functions."""
import pathlib

import torch
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformer_lens.pretrained.weight_conversions import convert_gemma_weights
from transformers import Gemma2ForCausalLM

ROOT = pathlib.Path(__file__).resolve().parents[3]
NANO = ROOT / "Sources/EmbeddedModel/Resources/gemma2-nano"
HOOK = "blocks.3.hook_resid_post"


def load(dtype=torch.float32, **options):
    """Options are HookedTransformer's. It keeps float64 throughout, where transformers' own Gemma-2 takes norms and
    rotations in float32."""
    hf = Gemma2ForCausalLM.from_pretrained(NANO, dtype=dtype, attn_implementation="eager").eval()
    c = hf.config
    config = HookedTransformerConfig(
        d_model=c.hidden_size, d_head=c.head_dim, n_heads=c.num_attention_heads, d_mlp=c.intermediate_size,
        n_layers=c.num_hidden_layers, n_ctx=c.max_position_embeddings, eps=c.rms_norm_eps, d_vocab=c.vocab_size,
        act_fn="gelu_pytorch_tanh", normalization_type="RMS", rotary_base=10000.0, rotary_dim=c.head_dim,
        positional_embedding_type="rotary", use_attn_scale=True, n_key_value_heads=c.num_key_value_heads,
        window_size=c.sliding_window, use_local_attn=True, attn_types=["local", "global"] * (c.num_hidden_layers // 2),
        attn_scores_soft_cap=50.0, output_logits_soft_cap=30.0, gated_mlp=True, final_rms=True,
        use_normalization_before_and_after=True, dtype=dtype, original_architecture="Gemma2ForCausalLM",
        default_prepend_bos=True)
    model = HookedTransformer(config, move_to_device=False, **options)
    model.load_and_process_state_dict(
        convert_gemma_weights(hf, config), fold_ln=False, center_writing_weights=False, center_unembed=False,
        fold_value_biases=False, refactor_factored_attn_matrices=False)
    return model.to(dtype).eval()
