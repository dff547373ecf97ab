/// SAELens' list of published SAEs, compacted by Tools/catalogue/make.py: not for changing by hand. `CatalogueTable` reads it.
enum SAELensList {
    static let notice: StaticString = """
MIT License

Copyright (c) 2023 Joseph Bloom

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""

    static let table: StaticString = #"""
orthosae catalogue 1
sae-lens	6.54.12	bea73bf39c2a345ce03fca3d9d44e133085e9ff2aea74c8ae5b26de0819c96d2	2026-11-28
170	13857	113
gemma-scope-2-4b-pt-transcoders-all	google/gemma-scope-2-4b-pt	google/gemma-3-4b-pt	gemma_3	0	transcoder_all/{}
gemma-scope-2-4b-pt-transcoders	google/gemma-scope-2-4b-pt	google/gemma-3-4b-pt	gemma_3	1	{}
gemma-scope-2-4b-pt-res-all	google/gemma-scope-2-4b-pt	google/gemma-3-4b-pt	gemma_3	2	resid_post_all/{}
gemma-scope-2-4b-pt-res	google/gemma-scope-2-4b-pt	google/gemma-3-4b-pt	gemma_3	3	resid_post/{}	gemma-3-4b/{1}-gemmascope-2-res-{2}k
gemma-scope-2-4b-pt-mlp-all	google/gemma-scope-2-4b-pt	google/gemma-3-4b-pt	gemma_3	2	mlp_out_all/{}
gemma-scope-2-4b-pt-mlp	google/gemma-scope-2-4b-pt	google/gemma-3-4b-pt	gemma_3	4	mlp_out/{}
gemma-scope-2-4b-pt-att-all	google/gemma-scope-2-4b-pt	google/gemma-3-4b-pt	gemma_3	2	attn_out_all/{}
gemma-scope-2-4b-pt-att	google/gemma-scope-2-4b-pt	google/gemma-3-4b-pt	gemma_3	4	attn_out/{}
gemma-scope-2-4b-it-transcoders-all	google/gemma-scope-2-4b-it	google/gemma-3-4b-it	gemma_3	5	transcoder_all/{}	gemma-3-4b-it/{1}-gemmascope-2-transcoder-{2}k
gemma-scope-2-4b-it-transcoders	google/gemma-scope-2-4b-it	google/gemma-3-4b-it	gemma_3	1	{}
gemma-scope-2-4b-it-res-all	google/gemma-scope-2-4b-it	google/gemma-3-4b-it	gemma_3	2	resid_post_all/{}
gemma-scope-2-4b-it-res	google/gemma-scope-2-4b-it	google/gemma-3-4b-it	gemma_3	6	resid_post/{}	gemma-3-4b-it/{1}-gemmascope-2-res-{2}k
gemma-scope-2-4b-it-mlp-all	google/gemma-scope-2-4b-it	google/gemma-3-4b-it	gemma_3	2	mlp_out_all/{}
gemma-scope-2-4b-it-mlp	google/gemma-scope-2-4b-it	google/gemma-3-4b-it	gemma_3	4	mlp_out/{}
gemma-scope-2-4b-it-att-all	google/gemma-scope-2-4b-it	google/gemma-3-4b-it	gemma_3	2	attn_out_all/{}
gemma-scope-2-4b-it-att	google/gemma-scope-2-4b-it	google/gemma-3-4b-it	gemma_3	4	attn_out/{}
gemma-scope-2-27b-pt-transcoders-all	google/gemma-scope-2-27b-pt	google/gemma-3-27b-pt	gemma_3	7	transcoder_all/{}
gemma-scope-2-27b-pt-res-all	google/gemma-scope-2-27b-pt	google/gemma-3-27b-pt	gemma_3	8	resid_post_all/{}
gemma-scope-2-27b-pt-res	google/gemma-scope-2-27b-pt	google/gemma-3-27b-pt	gemma_3	9	resid_post/{}
gemma-scope-2-27b-it-transcoders-all	google/gemma-scope-2-27b-it	google/gemma-3-27b-it	gemma_3	10	transcoder_all/{}	gemma-3-27b-it/{1}-gemmascope-2-transcoder-{2}k
gemma-scope-2-27b-it-transcoders	google/gemma-scope-2-27b-it	google/gemma-3-27b-it	gemma_3	11	{}
gemma-scope-2-27b-it-res-all	google/gemma-scope-2-27b-it	google/gemma-3-27b-it	gemma_3	8	resid_post_all/{}
gemma-scope-2-27b-it-res	google/gemma-scope-2-27b-it	google/gemma-3-27b-it	gemma_3	12	resid_post/{}	gemma-3-27b-it/{1}-gemmascope-2-res-{2}k
gemma-scope-2-27b-it-mlp-all	google/gemma-scope-2-27b-it	google/gemma-3-27b-it	gemma_3	8	mlp_out_all/{}
gemma-scope-2-27b-it-mlp	google/gemma-scope-2-27b-it	google/gemma-3-27b-it	gemma_3	13	mlp_out/{}
gemma-scope-2-27b-it-att-all	google/gemma-scope-2-27b-it	google/gemma-3-27b-it	gemma_3	8	attn_out_all/{}
gemma-scope-2-27b-it-att	google/gemma-scope-2-27b-it	google/gemma-3-27b-it	gemma_3	13	attn_out/{}
gemma-scope-2-270m-pt-transcoders-all	google/gemma-scope-2-270m-pt	google/gemma-3-270m	gemma_3	14	transcoder_all/{}
gemma-scope-2-270m-pt-transcoders	google/gemma-scope-2-270m-pt	google/gemma-3-270m	gemma_3	15	{}
gemma-scope-2-270m-pt-res-all	google/gemma-scope-2-270m-pt	google/gemma-3-270m	gemma_3	16	resid_post_all/{}
gemma-scope-2-270m-pt-res	google/gemma-scope-2-270m-pt	google/gemma-3-270m	gemma_3	17	resid_post/{}	gemma-3-270m/{1}-gemmascope-2-res-{2}k
gemma-scope-2-270m-pt-mlp-all	google/gemma-scope-2-270m-pt	google/gemma-3-270m	gemma_3	16	mlp_out_all/{}
gemma-scope-2-270m-pt-mlp	google/gemma-scope-2-270m-pt	google/gemma-3-270m	gemma_3	18	mlp_out/{}
gemma-scope-2-270m-pt-att-all	google/gemma-scope-2-270m-pt	google/gemma-3-270m	gemma_3	16	attn_out_all/{}
gemma-scope-2-270m-pt-att	google/gemma-scope-2-270m-pt	google/gemma-3-270m	gemma_3	18	attn_out/{}
gemma-scope-2-270m-it-transcoders-all	google/gemma-scope-2-270m-it	google/gemma-3-270m-it	gemma_3	14	transcoder_all/{}
gemma-scope-2-270m-it-transcoders	google/gemma-scope-2-270m-it	google/gemma-3-270m-it	gemma_3	19	{}
gemma-scope-2-270m-it-res-all	google/gemma-scope-2-270m-it	google/gemma-3-270m-it	gemma_3	16	resid_post_all/{}
gemma-scope-2-270m-it-res	google/gemma-scope-2-270m-it	google/gemma-3-270m-it	gemma_3	20	resid_post/{}	gemma-3-270m-it/{1}-gemmascope-2-res-{2}k
gemma-scope-2-270m-it-mlp-all	google/gemma-scope-2-270m-it	google/gemma-3-270m-it	gemma_3	16	mlp_out_all/{}
gemma-scope-2-270m-it-mlp	google/gemma-scope-2-270m-it	google/gemma-3-270m-it	gemma_3	18	mlp_out/{}
gemma-scope-2-270m-it-att-all	google/gemma-scope-2-270m-it	google/gemma-3-270m-it	gemma_3	16	attn_out_all/{}
gemma-scope-2-270m-it-att	google/gemma-scope-2-270m-it	google/gemma-3-270m-it	gemma_3	18	attn_out/{}
gemma-scope-2-1b-pt-transcoders-all	google/gemma-scope-2-1b-pt	google/gemma-3-1b-pt	gemma_3	21	transcoder_all/{}
gemma-scope-2-1b-pt-transcoders	google/gemma-scope-2-1b-pt	google/gemma-3-1b-pt	gemma_3	22	{}
gemma-scope-2-1b-pt-res-all	google/gemma-scope-2-1b-pt	google/gemma-3-1b-pt	gemma_3	23	resid_post_all/{}
gemma-scope-2-1b-pt-res	google/gemma-scope-2-1b-pt	google/gemma-3-1b-pt	gemma_3	24	resid_post/{}	gemma-3-1b/{1}-gemmascope-2-res-{2}k
gemma-scope-2-1b-pt-mlp-all	google/gemma-scope-2-1b-pt	google/gemma-3-1b-pt	gemma_3	23	mlp_out_all/{}
gemma-scope-2-1b-pt-mlp	google/gemma-scope-2-1b-pt	google/gemma-3-1b-pt	gemma_3	25	mlp_out/{}
gemma-scope-2-1b-pt-att-all	google/gemma-scope-2-1b-pt	google/gemma-3-1b-pt	gemma_3	23	attn_out_all/{}
gemma-scope-2-1b-pt-att	google/gemma-scope-2-1b-pt	google/gemma-3-1b-pt	gemma_3	26	attn_out/{}
gemma-scope-2-1b-it-transcoders-all	google/gemma-scope-2-1b-it	google/gemma-3-1b-it	gemma_3	21	transcoder_all/{}
gemma-scope-2-1b-it-transcoders	google/gemma-scope-2-1b-it	google/gemma-3-1b-it	gemma_3	22	{}
gemma-scope-2-1b-it-res-all	google/gemma-scope-2-1b-it	google/gemma-3-1b-it	gemma_3	23	resid_post_all/{}
gemma-scope-2-1b-it-res	google/gemma-scope-2-1b-it	google/gemma-3-1b-it	gemma_3	27	resid_post/{}	gemma-3-1b-it/{1}-gemmascope-2-res-{2}k
gemma-scope-2-1b-it-mlp-all	google/gemma-scope-2-1b-it	google/gemma-3-1b-it	gemma_3	23	mlp_out_all/{}
gemma-scope-2-1b-it-mlp	google/gemma-scope-2-1b-it	google/gemma-3-1b-it	gemma_3	25	mlp_out/{}
gemma-scope-2-1b-it-att-all	google/gemma-scope-2-1b-it	google/gemma-3-1b-it	gemma_3	23	attn_out_all/{}
gemma-scope-2-1b-it-att	google/gemma-scope-2-1b-it	google/gemma-3-1b-it	gemma_3	26	attn_out/{}
gemma-scope-2-12b-pt-transcoders-all	google/gemma-scope-2-12b-pt	google/gemma-3-12b-pt	gemma_3	28	transcoder_all/{}
gemma-scope-2-12b-pt-transcoders	google/gemma-scope-2-12b-pt	google/gemma-3-12b-pt	gemma_3	29	{}
gemma-scope-2-12b-pt-res-all	google/gemma-scope-2-12b-pt	google/gemma-3-12b-pt	gemma_3	30	resid_post_all/{}
gemma-scope-2-12b-pt-res	google/gemma-scope-2-12b-pt	google/gemma-3-12b-pt	gemma_3	31	resid_post/{}	gemma-3-12b/{1}-gemmascope-2-res-{2}k
gemma-scope-2-12b-pt-mlp-all	google/gemma-scope-2-12b-pt	google/gemma-3-12b-pt	gemma_3	30	mlp_out_all/{}
gemma-scope-2-12b-pt-mlp	google/gemma-scope-2-12b-pt	google/gemma-3-12b-pt	gemma_3	32	mlp_out/{}
gemma-scope-2-12b-pt-att-all	google/gemma-scope-2-12b-pt	google/gemma-3-12b-pt	gemma_3	30	attn_out_all/{}
gemma-scope-2-12b-pt-att	google/gemma-scope-2-12b-pt	google/gemma-3-12b-pt	gemma_3	32	attn_out/{}
gemma-scope-2-12b-it-transcoders-all	google/gemma-scope-2-12b-it	google/gemma-3-12b-it	gemma_3	28	transcoder_all/{}
gemma-scope-2-12b-it-transcoders	google/gemma-scope-2-12b-it	google/gemma-3-12b-it	gemma_3	29	{}
gemma-scope-2-12b-it-res-all	google/gemma-scope-2-12b-it	google/gemma-3-12b-it	gemma_3	30	resid_post_all/{}
gemma-scope-2-12b-it-res	google/gemma-scope-2-12b-it	google/gemma-3-12b-it	gemma_3	33	resid_post/{}
gemma-scope-2-12b-it-mlp-all	google/gemma-scope-2-12b-it	google/gemma-3-12b-it	gemma_3	30	mlp_out_all/{}
gemma-scope-2-12b-it-mlp	google/gemma-scope-2-12b-it	google/gemma-3-12b-it	gemma_3	32	mlp_out/{}
gemma-scope-2-12b-it-att-all	google/gemma-scope-2-12b-it	google/gemma-3-12b-it	gemma_3	30	attn_out_all/{}
gemma-scope-2-12b-it-att	google/gemma-scope-2-12b-it	google/gemma-3-12b-it	gemma_3	32	attn_out/{}
gemma-scope-27b-pt-res	google/gemma-scope-27b-pt-res	gemma-2-27b	gemma_2	34	{}
gemma-scope-27b-pt-res-canonical	google/gemma-scope-27b-pt-res	gemma-2-27b	gemma_2	35		gemma-2-27b/{1}-gemmascope-res-{2}k
gemma-scope-2b-pt-att	google/gemma-scope-2b-pt-att	gemma-2-2b	gemma_2	36	{}
gemma-scope-2b-pt-att-canonical	google/gemma-scope-2b-pt-att	gemma-2-2b	gemma_2	37	layer_{1}/width_{2}k/average_l0_79	gemma-2-2b/{1}-gemmascope-att-{2}k
gemma-scope-2b-pt-mlp	google/gemma-scope-2b-pt-mlp	gemma-2-2b	gemma_2	38	{}
gemma-scope-2b-pt-mlp-canonical	google/gemma-scope-2b-pt-mlp	gemma-2-2b	gemma_2	39	layer_{1}/width_{2}k/average_l0_88	gemma-2-2b/{1}-gemmascope-mlp-{2}k
gemma-scope-2b-pt-res	google/gemma-scope-2b-pt-res	gemma-2-2b	gemma_2	40	{}	gemma-2-2b/{1}-gemmascope-res-{2}k__l0-{4}
gemma-scope-2b-pt-res-canonical	google/gemma-scope-2b-pt-res	gemma-2-2b	gemma_2	41	layer_{1}/width_{2}k/average_l0_73	gemma-2-2b/{1}-gemmascope-res-{2}k
gemma-scope-9b-it-res	google/gemma-scope-9b-it-res	gemma-2-9b	gemma_2	42	{}
gemma-scope-9b-it-res-canonical	google/gemma-scope-9b-it-res	gemma-2-9b-it	gemma_2	43		gemma-2-9b-it/{1}-gemmascope-res-{2}k
gemma-scope-9b-pt-att	google/gemma-scope-9b-pt-att	gemma-2-9b	gemma_2	44	{}
gemma-scope-9b-pt-att-canonical	google/gemma-scope-9b-pt-att	gemma-2-9b	gemma_2	45	layer_{1}/width_{2}k/average_l0_71	gemma-2-9b/{1}-gemmascope-att-{2}k
gemma-scope-9b-pt-mlp	google/gemma-scope-9b-pt-mlp	gemma-2-9b	gemma_2	46	{}	gemma-2-9b/{1}-gemmascope-mlp-16k__l0-{4}
gemma-scope-9b-pt-mlp-canonical	google/gemma-scope-9b-pt-mlp	gemma-2-9b	gemma_2	47	layer_{1}/width_{2}k/average_l0_89	gemma-2-9b/{1}-gemmascope-mlp-{2}k
gemma-scope-9b-pt-res	google/gemma-scope-9b-pt-res	gemma-2-9b	gemma_2	48	{}	gemma-2-9b/{1}-gemmascope-res-{2}k__l0-{4}
gemma-scope-9b-pt-res-canonical	google/gemma-scope-9b-pt-res	gemma-2-9b	gemma_2	49	layer_{1}/width_{2}k/average_l0_114	gemma-2-9b/{1}-gemmascope-res-{2}k
gpt2-small-attn-out-v5-128k	jbloom/GPT2-Small-OAI-v5-128k-attn-out-SAEs	gpt2-small		50	v5_128k_layer_{1}	gpt2-small/{1}-att_128k-oai	dataset_path=Skylion007/openwebtext
gpt2-small-attn-out-v5-32k	jbloom/GPT2-Small-OAI-v5-32k-attn-out-SAEs	gpt2-small		50	v5_32k_layer_{1}	gpt2-small/{1}-att_32k-oai	dataset_path=Skylion007/openwebtext
gpt2-small-hook-z-kk	ckkissane/attn-saes-gpt2-small-all-layers	gpt2-small	connor_rob_hook_z	51		gpt2-small/{1}-att-kk
gpt2-small-mlp-out-v5-128k	jbloom/GPT2-Small-OAI-v5-128k-mlp-out-SAEs	gpt2-small		52	v5_128k_layer_{1}	gpt2-small/{1}-mlp_128k-oai	dataset_path=Skylion007/openwebtext
gpt2-small-mlp-out-v5-32k	jbloom/GPT2-Small-OAI-v5-32k-mlp-out-SAEs	gpt2-small		52	v5_32k_layer_{1}	gpt2-small/{1}-mlp_32k-oai	dataset_path=Skylion007/openwebtext
gpt2-small-mlp-tm	tommmcgrath/gpt2-small-mlp-out-saes	gpt2-small		53	sae_group_gpt2_{}_24576:v0		dataset_path=Skylion007/openwebtext,model_from_pretrained_kwargs.center_writing_weights=true
gpt2-small-res-jb	jbloom/GPT2-Small-SAEs-Reformatted	gpt2-small		54	{}	gpt2-small/{1}-res-jb	model_from_pretrained_kwargs.center_writing_weights=true
gpt2-small-res-jb-feature-splitting	jbloom/GPT2-Small-Feature-Splitting-Experiment-Layer-8	gpt2-small		55	{}	gpt2-small/8-res_fs{2}-jb	model_from_pretrained_kwargs.center_writing_weights=true
gpt2-small-res_sce-ajt	neuronpedia/gpt2-small__res_sce-ajt	gpt2-small		56	{1}-res_sce-ajt	gpt2-small/{1}-res_sce-ajt
gpt2-small-res_scefr-ajt	neuronpedia/gpt2-small__res_scefr-ajt	gpt2-small		56	{1}-res_scefr-ajt	gpt2-small/{1}-res_scefr-ajt
gpt2-small-res_scl-ajt	neuronpedia/gpt2-small__res_scl-ajt	gpt2-small		56	{1}-res_scl-ajt	gpt2-small/{1}-res_scl-ajt
gpt2-small-res_sle-ajt	neuronpedia/gpt2-small__res_sle-ajt	gpt2-small		56	{1}-res_sle-ajt	gpt2-small/{1}-res_sle-ajt
gpt2-small-res_slefr-ajt	neuronpedia/gpt2-small__res_slefr-ajt	gpt2-small		56	{1}-res_slefr-ajt	gpt2-small/{1}-res_slefr-ajt
gpt2-small-res_sll-ajt	neuronpedia/gpt2-small__res_sll-ajt	gpt2-small		56	{1}-res_sll-ajt	gpt2-small/{1}-res_sll-ajt
gpt2-small-resid-mid-v5-128k	jbloom/GPT2-Small-OAI-v5-128k-resid-mid-SAEs	gpt2-small		57	v5_128k_layer_{1}	gpt2-small/{1}-res_mid_128k-oai	dataset_path=Skylion007/openwebtext
gpt2-small-resid-mid-v5-32k	jbloom/GPT2-Small-OAI-v5-32k-resid-mid-SAEs	gpt2-small		57	v5_32k_layer_{1}	gpt2-small/{1}-res_mid_32k-oai	dataset_path=Skylion007/openwebtext
gpt2-small-resid-post-v5-128k	jbloom/GPT2-Small-OAI-v5-128k-resid-post-SAEs	gpt2-small		58	v5_128k_layer_{1}	gpt2-small/{1}-res_post_128k-oai	dataset_path=Skylion007/openwebtext
gpt2-small-resid-post-v5-32k	jbloom/GPT2-Small-OAI-v5-32k-resid-post-SAEs	gpt2-small		59	v5_32k_layer_{1}.pt	gpt2-small/{1}-res_post_32k-oai	dataset_path=Skylion007/openwebtext
llama-3-8b-it-res-jh	Juliushanhanhan/llama-3-8b-it-res	meta-llama/Meta-Llama-3-8B-Instruct		60	{}
llama_scope_lxa_32x	fnlp/Llama3_1-8B-Base-LXA-32x	meta-llama/Llama-3.1-8B	llama_scope	61	Llama3_1-8B-Base-L{1}A-32x	llama3.1-8b/{1}-llamascope-att-131k
llama_scope_lxa_8x	fnlp/Llama3_1-8B-Base-LXA-8x	meta-llama/Llama-3.1-8B	llama_scope	62	Llama3_1-8B-Base-L{1}A-8x	llama3.1-8b/{1}-llamascope-att-32k
llama_scope_lxm_32x	fnlp/Llama3_1-8B-Base-LXM-32x	meta-llama/Llama-3.1-8B	llama_scope	63	Llama3_1-8B-Base-L{1}M-32x	llama3.1-8b/{1}-llamascope-mlp-131k
llama_scope_lxm_8x	fnlp/Llama3_1-8B-Base-LXM-8x	meta-llama/Llama-3.1-8B	llama_scope	64	Llama3_1-8B-Base-L{1}M-8x	llama3.1-8b/{1}-llamascope-mlp-32k
llama_scope_lxr_32x	fnlp/Llama3_1-8B-Base-LXR-32x	meta-llama/Llama-3.1-8B	llama_scope	65	Llama3_1-8B-Base-L{1}R-32x	llama3.1-8b/{1}-llamascope-res-131k
llama_scope_lxr_8x	fnlp/Llama3_1-8B-Base-LXR-8x	meta-llama/Llama-3.1-8B	llama_scope	66	Llama3_1-8B-Base-L{1}R-8x	llama3.1-8b/{1}-llamascope-res-32k
llama_scope_r1_distill	fnlp/Llama-Scope-R1-Distill	deepseek-ai/DeepSeek-R1-Distill-Llama-8B	llama_scope_r1_distill	67	{2}M-Slimpajama-0-OpenR1-Math-220k/L{1}R	deepseek-r1-distill-llama-8b/{1}-llamascope-slimpj-res-32k
mistral-7b-res-wg	JoshEngels/Mistral-7B-Residual-Stream-SAEs	mistral-7b		68	mistral_7b_layer_{1}		normalize_activations=constant_norm_rescale
pythia-70m-deduped-att-sm	ctigges/pythia-70m-deduped__att-sm_processed	pythia-70m-deduped		69	{1}-att-sm	pythia-70m-deduped/{1}-att-sm
pythia-70m-deduped-mlp-sm	ctigges/pythia-70m-deduped__mlp-sm_processed	pythia-70m-deduped		70	{1}-mlp-sm	pythia-70m-deduped/{1}-mlp-sm
pythia-70m-deduped-res-sm	ctigges/pythia-70m-deduped__res-sm_processed	pythia-70m-deduped		71	{1}-res-sm	pythia-70m-deduped/{1}-res-sm
sae_bench_gemma-2-2b_topk_width-2pow12_date-1109	canrager/saebench_gemma-2-2b_width-2pow12_date-1109	gemma-2-2b	dictionary_learning_1	72	gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_{1}_checkpoints/trainer_{2}_step_{3}	gemma-2-2b/{1}-sae_bench-topk-res-4k__trainer_{2}_step_{3}
sae_bench_gemma-2-2b_topk_width-2pow14_date-1109	canrager/saebench_gemma-2-2b_width-2pow14_date-1109	gemma-2-2b	dictionary_learning_1	73	gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_{1}_checkpoints/trainer_{2}_step_{3}	gemma-2-2b/{1}-sae_bench-topk-res-16k__trainer_{2}_step_{3}
sae_bench_gemma-2-2b_topk_width-2pow16_date-1109	canrager/saebench_gemma-2-2b_width-2pow16_date-1109	gemma-2-2b	dictionary_learning_1	74	gemma-2-2b_topk_width-2pow16_date-1109/resid_post_layer_{1}/trainer_{2}	gemma-2-2b/{1}-sae_bench-topk-res-65k__trainer_{2}_step_final
sae_bench_gemma-2-2b_vanilla_width-2pow12_date-1109	canrager/saebench_gemma-2-2b_width-2pow12_date-1109	gemma-2-2b	dictionary_learning_1	75	gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_{1}_checkpoints/trainer_{2}_step_{3}	gemma-2-2b/{1}-sae_bench-standard-res-4k__trainer_{2}_step_{3}
sae_bench_gemma-2-2b_vanilla_width-2pow14_date-1109	canrager/saebench_gemma-2-2b_width-2pow14_date-1109	gemma-2-2b	dictionary_learning_1	76	gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_{1}_checkpoints/trainer_{2}_step_{3}	gemma-2-2b/{1}-sae_bench-standard-res-16k__trainer_{2}_step_{3}
sae_bench_gemma-2-2b_vanilla_width-2pow16_date-1109	canrager/saebench_gemma-2-2b_width-2pow16_date-1109	gemma-2-2b	dictionary_learning_1	74	gemma-2-2b_vanilla_width-2pow16_date-1109/resid_post_layer_{1}/trainer_{2}	gemma-2-2b/{1}-sae_bench-standard-res-65k__trainer_{2}_step_final
sae_bench_pythia70m_sweep_gated_ctx128_0730	canrager/lm_sae	pythia-70m-deduped	dictionary_learning_1	77	pythia70m_sweep_gated_ctx128_0730/resid_post_layer_{1}/trainer_{2}	pythia-70m-deduped/{1}-sae_bench-gated-res-4k__trainer_{2}_step_final
sae_bench_pythia70m_sweep_panneal_ctx128_0730	canrager/lm_sae	pythia-70m-deduped	dictionary_learning_1	78	pythia70m_sweep_panneal_ctx128_0730/resid_post_layer_{1}/trainer_{2}	pythia-70m-deduped/{1}-sae_bench-panneal-res-4k__trainer_{2}_step_final
sae_bench_pythia70m_sweep_standard_ctx128_0712	canrager/lm_sae	pythia-70m-deduped	dictionary_learning_1	79	pythia70m_sweep_standard_ctx128_0712/resid_post_layer_{1}/trainer_{2}	pythia-70m-deduped/{1}-sae_bench-standard-res-4k__trainer_{2}_step_final
sae_bench_pythia70m_sweep_topk_ctx128_0730	canrager/lm_sae	pythia-70m-deduped	dictionary_learning_1	80	pythia70m_sweep_topk_ctx128_0730/resid_post_layer_{1}/trainer_{2}	pythia-70m-deduped/{1}-sae_bench-topk-res-4k__trainer_{2}_step_final
gemma-2-2b-res-matryoshka-dc	chanind/gemma-2-2b-batch-topk-matryoshka-saes-w-32k-l0-40	gemma-2-2b		81	standard/{}	gemma-2-2b/{1}-res-matryoshka-dc
gemma-2-2b-res-snap-matryoshka-dc	chanind/gemma-2-2b-batch-topk-matryoshka-saes-w-32k-l0-40	gemma-2-2b		82	snap/{}
gemma-2-9b-res-matryoshka-dc	chanind/gemma-2-9b-batch-topk-matryoshka-saes-w-32k-l0-60	gemma-2-9b		83	{}
gemma-3-1b-res-matryoshka-dc	chanind/gemma-3-1b-batch-topk-matryoshka-saes-w-32k-l0-40	google/gemma-3-1b-pt		82	{}
gemma-scope-2b-pt-transcoders	google/gemma-scope-2b-pt-transcoders	gemma-2-2b	gemma_2_transcoder	84	{}	gemma-2-2b/{1}-gemmascope-transcoder-16k
mwhanna-qwen3-4b-transcoders	mwhanna/qwen3-4b-transcoders	qwen3-4b	mwhanna_transcoder	85	{}.safetensors	qwen3-4b/{1}-transcoder-hp
mwhanna-qwen3-8b-transcoders	mwhanna/qwen3-8b-transcoders	qwen3-8b	mwhanna_transcoder	85	{}.safetensors	qwen3-8b/{1}-transcoder-hp
mwhanna-qwen3-14b-transcoders	mwhanna/qwen3-14b-transcoders	qwen3-14b	mwhanna_transcoder	86	{}.safetensors	qwen3-14b/{1}-transcoder-hp
mwhanna-qwen3-14b-transcoders-lowl0	mwhanna/qwen3-14b-transcoders-lowl0	qwen3-14b	mwhanna_transcoder	86	{}.safetensors	qwen3-14b/{1}-transcoder-hp-lowl0
mwhanna-qwen3-1.7b-transcoders-lowl0	mwhanna/qwen3-1.7b-transcoders-lowl0	qwen3-1.7b	mwhanna_transcoder	87	{}.safetensors	qwen3-1.7b/{1}-transcoder-hp-lowl0
mwhanna-qwen3-0.6b-transcoders-lowl0	mwhanna/qwen3-0.6b-transcoders-lowl0	qwen3-0.6b	mwhanna_transcoder	87	{}.safetensors	qwen3-0.6b/{1}-transcoder-hp-lowl0
mntss-gemma-2-2b-2.5m-clt-as-per-layer	mntss/clt-gemma-2-2b-2.5M	gemma-2-2b	mntss_clt_layer_transcoder	88	{1}	gemma-2-2b/{1}-clt-hp
llama-3.1-8b-instruct-andyrdt	andyrdt/saes-llama-3.1-8b-instruct	meta-llama/Llama-3.1-8B-Instruct	dictionary_learning_1	89	resid_post_layer_{1}/trainer_1	llama3.1-8b-it/{1}-resid-post-aa
qwen2.5-7b-instruct-andyrdt	andyrdt/saes-qwen2.5-7b-instruct	Qwen/Qwen2.5-7B-Instruct	dictionary_learning_1	89	resid_post_layer_{1}/trainer_1	qwen2.5-7b-it/{1}-resid-post-aa
gpt-oss-20b-andyrdt	andyrdt/saes-gpt-oss-20b	openai/gpt-oss-20b	dictionary_learning_1	90	resid_post_layer_{1}/trainer_0	gpt-oss-20b/{1}-resid-post-aa
goodfire-llama-3.3-70b-instruct	Goodfire/Llama-3.3-70B-Instruct-SAE-l50	meta-llama/Llama-3.3-70B-Instruct	goodfire	91
goodfire-llama-3.1-8b-instruct	Goodfire/Llama-3.1-8B-Instruct-SAE-l19	meta-llama/Llama-3.1-8B-Instruct	goodfire	92
saebench_gemma-2-2b_width-2pow12_date-0108	adamkarvonen/saebench_gemma-2-2b_width-2pow12_date-0108	gemma-2-2b	dictionary_learning_1	93	MatryoshkaBatchTopK_gemma-2-2b__0108/resid_post_layer_12/trainer_{2}	gemma-2-2b/12-sae_bench-matryoshka-res-4k__trainer_{2}_step_final
saebench_gemma-2-2b_width-2pow14_date-0107	canrager/saebench_gemma-2-2b_width-2pow14_date-0107	gemma-2-2b	dictionary_learning_1	93	gemma-2-2b_matryoshka_batch_top_k_width-2pow14_date-0107/resid_post_layer_12/trainer_{2}	gemma-2-2b/12-sae_bench-matryoshka-res-16k__trainer_{2}_step_final
saebench_gemma-2-2b_width-2pow16_date-0107	canrager/saebench_gemma-2-2b_width-2pow16_date-0107	gemma-2-2b	dictionary_learning_1	93	gemma-2-2b_matryoshka_batch_top_k_width-2pow16_date-0107/resid_post_layer_12/trainer_{2}	gemma-2-2b/12-sae_bench-matryoshka-res-65k__trainer_{2}_step_final
temporal-sae-gemma-2-2b	canrager/temporalSAEs	gemma-2-2b	temporal	94			dataset_path=monology/pile-uncopyrighted,hook_name=blocks.12.hook_resid_post,model_name=gemma-2-2b
temporal-sae-llama-3.1-8b	canrager/temporalSAEs	meta-llama/Llama-3.1-8B	temporal	95	llama-3.1-8B/layer_{1}/temporal	llama3.1-8b/{1}-temporal-res	dataset_path=monology/pile-uncopyrighted,model_name=meta-llama/Llama-3.1-8B
deepseek-r1-distill-llama-8b-qresearch	qresearch/DeepSeek-R1-Distill-Llama-8B-SAE-l19	deepseek-ai/DeepSeek-R1-Distill-Llama-8B	deepseek_r1	96
gemma-2b-it-res-jb	jbloom/Gemma-2b-IT-Residual-Stream-SAEs	gemma-2b-it		97			dataset_path=Skylion007/openwebtext
gemma-2b-res-jb	jbloom/Gemma-2b-Residual-Stream-SAEs	gemma-2b		98	gemma_2b_{}_16384	gemma-2b/{1}-res-jb
qwen-scope-3-1.7b-base-w32k-l50	Qwen/SAE-Res-Qwen3-1.7B-Base-W32K-L0_50	Qwen/Qwen3-1.7B-Base	qwen_scope	99	{}.sae.pt
qwen-scope-3-1.7b-base-w32k-l100	Qwen/SAE-Res-Qwen3-1.7B-Base-W32K-L0_100	Qwen/Qwen3-1.7B-Base	qwen_scope	100	{}.sae.pt
qwen-scope-3-8b-base-w64k-l50	Qwen/SAE-Res-Qwen3-8B-Base-W64K-L0_50	Qwen/Qwen3-8B-Base	qwen_scope	101	{}.sae.pt
qwen-scope-3-8b-base-w64k-l100	Qwen/SAE-Res-Qwen3-8B-Base-W64K-L0_100	Qwen/Qwen3-8B-Base	qwen_scope	102	{}.sae.pt
qwen-scope-3-30b-a3b-base-w32k-l50	Qwen/SAE-Res-Qwen3-30B-A3B-Base-W32K-L0_50	Qwen/Qwen3-30B-A3B-Base	qwen_scope	103	{}.sae.pt
qwen-scope-3-30b-a3b-base-w128k-l100	Qwen/SAE-Res-Qwen3-30B-A3B-Base-W128K-L0_100	Qwen/Qwen3-30B-A3B-Base	qwen_scope	104	{}.sae.pt
qwen-scope-3.5-2b-base-w32k-l50	Qwen/SAE-Res-Qwen3.5-2B-Base-W32K-L0_50	Qwen/Qwen3.5-2B-Base	qwen_scope	105	{}.sae.pt
qwen-scope-3.5-2b-base-w32k-l100	Qwen/SAE-Res-Qwen3.5-2B-Base-W32K-L0_100	Qwen/Qwen3.5-2B-Base	qwen_scope	106	{}.sae.pt
qwen-scope-3.5-9b-base-w64k-l50	Qwen/SAE-Res-Qwen3.5-9B-Base-W64K-L0_50	Qwen/Qwen3.5-9B-Base	qwen_scope	107	{}.sae.pt
qwen-scope-3.5-9b-base-w64k-l100	Qwen/SAE-Res-Qwen3.5-9B-Base-W64K-L0_100	Qwen/Qwen3.5-9B-Base	qwen_scope	108	{}.sae.pt
qwen-scope-3.5-27b-w80k-l50	Qwen/SAE-Res-Qwen3.5-27B-W80K-L0_50	Qwen/Qwen3.5-27B	qwen_scope	109	{}.sae.pt
qwen-scope-3.5-27b-w80k-l100	Qwen/SAE-Res-Qwen3.5-27B-W80K-L0_100	Qwen/Qwen3.5-27B	qwen_scope	110	{}.sae.pt
qwen-scope-3.5-35b-a3b-base-w32k-l50	Qwen/SAE-Res-Qwen3.5-35B-A3B-Base-W32K-L0_50	Qwen/Qwen3.5-35B-A3B-Base	qwen_scope	111	{}.sae.pt
qwen-scope-3.5-35b-a3b-base-w128k-l100	Qwen/SAE-Res-Qwen3.5-35B-A3B-Base-W128K-L0_100	Qwen/Qwen3.5-35B-A3B-Base	qwen_scope	112	{}.sae.pt
272	3748
0layer_0_width_16k_l0_big	60
H_affine	60
Esmall	10
J_affine	10
>262k_l0_big	60
I_affine	60
Fsmall	10
K_affine	10
610_width_16k_l0_big	112
I_affine	112
Fsmall	18
K_affine	18
?262k_l0_big	112
J_affine	112
Gsmall	18
L_affine	18
71_width_16k_l0_big	118
I_affine	118
Fsmall	19
K_affine	19
?262k_l0_big	118
J_affine	118
Gsmall	19
L_affine	19
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	65
H_affine	65
Esmall	10
J_affine	10
>262k_l0_big	65
I_affine	65
Fsmall	10
K_affine	10
620_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	70
H_affine	70
Esmall	11
J_affine	11
>262k_l0_big	70
I_affine	70
Fsmall	11
K_affine	11
630_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	75
H_affine	75
Esmall	12
J_affine	12
>262k_l0_big	75
I_affine	75
Fsmall	12
K_affine	12
64_width_16k_l0_big	81
H_affine	81
Esmall	13
J_affine	13
>262k_l0_big	81
I_affine	81
Fsmall	13
K_affine	13
65_width_16k_l0_big	86
H_affine	86
Esmall	14
J_affine	14
>262k_l0_big	86
I_affine	86
Fsmall	14
K_affine	14
66_width_16k_l0_big	91
H_affine	91
Esmall	15
J_affine	15
>262k_l0_big	91
I_affine	91
Fsmall	15
K_affine	15
67_width_16k_l0_big	97
H_affine	97
Esmall	16
J_affine	16
>262k_l0_big	97
I_affine	97
Fsmall	16
K_affine	16
68_width_16k_l0_big	102
H_affine	102
Esmall	17
J_affine	17
>262k_l0_big	102
I_affine	102
Fsmall	17
K_affine	17
69_width_16k_l0_big	107
H_affine	107
Esmall	17
J_affine	17
>262k_l0_big	107
I_affine	107
Fsmall	17
K_affine	17
72	943
0transcoder/layer_17_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A22_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
B9_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A9_width_16k_l0_big	131
S_affine	131
Pmedium	53
V_affine	53
Psmall	17
U_affine	17
I262k_l0_big	131
T_affine	131
Qmedium	53
W_affine	53
Qsmall	17
V_affine	17
I65k_l0_big	131
S_affine	131
Pmedium	53
V_affine	53
Psmall	17
U_affine	17
136	2064
0layer_0_width_16k_l0_big	60
Esmall	10
>262k_l0_big	60
Fsmall	10
610_width_16k_l0_big	112
Fsmall	18
?262k_l0_big	112
Gsmall	18
71_width_16k_l0_big	118
Fsmall	19
?262k_l0_big	118
Gsmall	19
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	65
Esmall	10
>262k_l0_big	65
Fsmall	10
620_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	70
Esmall	11
>262k_l0_big	70
Fsmall	11
630_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	75
Esmall	12
>262k_l0_big	75
Fsmall	12
64_width_16k_l0_big	81
Esmall	13
>262k_l0_big	81
Fsmall	13
65_width_16k_l0_big	86
Esmall	14
>262k_l0_big	86
Fsmall	14
66_width_16k_l0_big	91
Esmall	15
>262k_l0_big	91
Fsmall	15
67_width_16k_l0_big	97
Esmall	16
>262k_l0_big	97
Fsmall	16
68_width_16k_l0_big	102
Esmall	17
>262k_l0_big	102
Fsmall	17
69_width_16k_l0_big	107
Esmall	17
>262k_l0_big	107
Fsmall	17
52	1003
0layer_17_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-4b/17-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
622_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-4b/22-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
79_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-4b/29-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
69_width_16k_l0_big	131				-
Emedium	53
Esmall	17				-
?m_l0_big	131				-
Dmedium	53				gemma-3-4b/9-gemmascope-2-res-1m
Dsmall	17				-
>262k_l0_big	131				-
Fmedium	53
L_seed_1	53				-
Fsmall	17				-
>65k_l0_big	131				-
Emedium	53
Esmall	17				-
36	488
0layer_17_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
622_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
79_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
69_width_16k_l0_big	131
Emedium	53
Esmall	17
>262k_l0_big	131
Fmedium	53
Fsmall	17
>65k_l0_big	131
Emedium	53
Esmall	17
272	4888
0layer_0_width_16k_l0_big	60				-
H_affine	60				-
Esmall	10				-
J_affine	10
>262k_l0_big	60				-
I_affine	60				-
Fsmall	10				-
K_affine	10
610_width_16k_l0_big	112				-
I_affine	112				-
Fsmall	18				-
K_affine	18
?262k_l0_big	112				-
J_affine	112				-
Gsmall	18				-
L_affine	18
71_width_16k_l0_big	118				-
I_affine	118				-
Fsmall	19				-
K_affine	19				-
?262k_l0_big	118				-
J_affine	118				-
Gsmall	19				-
L_affine	19
72_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
73_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
74_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
75_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
76_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
77_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
78_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
79_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
7_width_16k_l0_big	65				-
H_affine	65				-
Esmall	10				-
J_affine	10
>262k_l0_big	65				-
I_affine	65				-
Fsmall	10				-
K_affine	10
620_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
71_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
72_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
73_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
74_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
75_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
76_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
77_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
78_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
79_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
7_width_16k_l0_big	70				-
H_affine	70				-
Esmall	11				-
J_affine	11
>262k_l0_big	70				-
I_affine	70				-
Fsmall	11				-
K_affine	11
630_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
71_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
72_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
73_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
7_width_16k_l0_big	75				-
H_affine	75				-
Esmall	12				-
J_affine	12
>262k_l0_big	75				-
I_affine	75				-
Fsmall	12				-
K_affine	12
64_width_16k_l0_big	81				-
H_affine	81				-
Esmall	13				-
J_affine	13
>262k_l0_big	81				-
I_affine	81				-
Fsmall	13				-
K_affine	13
65_width_16k_l0_big	86				-
H_affine	86				-
Esmall	14				-
J_affine	14				-
>262k_l0_big	86				-
I_affine	86				-
Fsmall	14				-
K_affine	14
66_width_16k_l0_big	91				-
H_affine	91				-
Esmall	15				-
J_affine	15
>262k_l0_big	91				-
I_affine	91				-
Fsmall	15				-
K_affine	15
67_width_16k_l0_big	97				-
H_affine	97				-
Esmall	16				-
J_affine	16
>262k_l0_big	97				-
I_affine	97				-
Fsmall	16				-
K_affine	16
68_width_16k_l0_big	102				-
H_affine	102				-
Esmall	17				-
J_affine	17				-
>262k_l0_big	102				-
I_affine	102				-
Fsmall	17				-
K_affine	17
69_width_16k_l0_big	107				-
H_affine	107				-
Esmall	17				-
J_affine	17
>262k_l0_big	107				-
I_affine	107				-
Fsmall	17				-
K_affine	17
52	876
0layer_17_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				-
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
622_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				-
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
79_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				-
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
69_width_16k_l0_big	131				-
Emedium	53
Esmall	17				-
?m_l0_big	131				-
Dmedium	53				-
Dsmall	17				-
>262k_l0_big	131				-
Fmedium	53
L_seed_1	53				-
Fsmall	17				-
>65k_l0_big	131				-
Emedium	53
Esmall	17				-
491	6806
0layer_0_width_16k_l0_big	60
H_affine	60
Esmall	10
J_affine	10
>262k_l0_big	60
I_affine	60
Fsmall	10
K_affine	10
610_width_16k_l0_big	89
I_affine	89
Fsmall	14
K_affine	14
?262k_l0_big	89
J_affine	89
Gsmall	14
L_affine	14
71_width_16k_l0_big	91
I_affine	91
Fsmall	15
K_affine	15
?262k_l0_big	91
J_affine	91
Gsmall	15
L_affine	15
72_width_16k_l0_big	94
I_affine	94
Fsmall	15
K_affine	15
?262k_l0_big	94
J_affine	94
Gsmall	15
L_affine	15
73_width_16k_l0_big	97
I_affine	97
Fsmall	16
K_affine	16
?262k_l0_big	97
J_affine	97
Gsmall	16
L_affine	16
74_width_16k_l0_big	100
I_affine	100
Fsmall	16
K_affine	16
?262k_l0_big	100
J_affine	100
Gsmall	16
L_affine	16
75_width_16k_l0_big	103
I_affine	103
Fsmall	17
K_affine	17
?262k_l0_big	103
J_affine	103
Gsmall	17
L_affine	17
76_width_16k_l0_big	106
I_affine	106
Fsmall	17
K_affine	17
?262k_l0_big	106
J_affine	106
Gsmall	17
L_affine	17
77_width_16k_l0_big	109
I_affine	109
Fsmall	18
K_affine	18
?262k_l0_big	109
J_affine	109
Gsmall	18
L_affine	18
78_width_16k_l0_big	112
I_affine	112
Fsmall	18
K_affine	18
?262k_l0_big	112
J_affine	112
Gsmall	18
L_affine	18
79_width_16k_l0_big	115
I_affine	115
Fsmall	19
K_affine	19
?262k_l0_big	115
J_affine	115
Gsmall	19
L_affine	19
7_width_16k_l0_big	62
H_affine	62
Esmall	10
J_affine	10
>262k_l0_big	62
I_affine	62
Fsmall	10
K_affine	10
620_width_16k_l0_big	118
I_affine	118
Fsmall	19
K_affine	19
?262k_l0_big	118
J_affine	118
Gsmall	19
L_affine	19
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	65
H_affine	65
Esmall	10
J_affine	10
>262k_l0_big	65
I_affine	65
Fsmall	10
K_affine	10
630_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	68
H_affine	68
Esmall	11
J_affine	11
>262k_l0_big	68
I_affine	68
Fsmall	11
K_affine	11
640_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big_affine	120
Fsmall_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big_affine	71
Esmall_affine	11
>262k_l0_big	71
I_affine	71
Fsmall	11
K_affine	11
650_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	74
H_affine	74
Esmall_affine	12
>262k_l0_big	74
I_affine	74
Fsmall	12
K_affine	12
660_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	77
H_affine	77
Esmall	12
J_affine	12
>262k_l0_big	77
I_affine	77
Fsmall	12
K_affine	12
67_width_16k_l0_big	80
H_affine	80
Esmall	13
J_affine	13
>262k_l0_big	80
I_affine	80
Fsmall	13
K_affine	13
68_width_16k_l0_big	83
H_affine	83
Esmall	13
J_affine	13
>262k_l0_big	83
I_affine	83
Fsmall	13
K_affine	13
69_width_16k_l0_big	86
H_affine	86
Esmall	14
J_affine	14
>262k_l0_big	86
I_affine	86
Fsmall	14
K_affine	14
248	3760
0layer_0_width_16k_l0_big	60
Esmall	10
>262k_l0_big	60
Fsmall	10
610_width_16k_l0_big	89
Fsmall	14
?262k_l0_big	89
Gsmall	14
71_width_16k_l0_big	91
Fsmall	15
?262k_l0_big	91
Gsmall	15
72_width_16k_l0_big	94
Fsmall	15
?262k_l0_big	94
Gsmall	15
73_width_16k_l0_big	97
Fsmall	16
?262k_l0_big	97
Gsmall	16
74_width_16k_l0_big	100
Fsmall	16
?262k_l0_big	100
Gsmall	16
75_width_16k_l0_big	103
Fsmall	17
?262k_l0_big	103
Gsmall	17
76_width_16k_l0_big	106
Fsmall	17
?262k_l0_big	106
Gsmall	17
77_width_16k_l0_big	109
Fsmall	18
?262k_l0_big	109
Gsmall	18
78_width_16k_l0_big	112
Fsmall	18
?262k_l0_big	112
Gsmall	18
79_width_16k_l0_big	115
Fsmall	19
?262k_l0_big	115
Gsmall	19
7_width_16k_l0_big	62
Esmall	10
>262k_l0_big	62
Fsmall	10
620_width_16k_l0_big	118
Fsmall	19
?262k_l0_big	118
Gsmall	19
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	65
Esmall	10
>262k_l0_big	65
Fsmall	10
630_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	68
Esmall	11
>262k_l0_big	68
Fsmall	11
640_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	71
Esmall	11
>262k_l0_big	71
Fsmall	11
650_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	74
Esmall	12
>262k_l0_big	74
Fsmall	12
660_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	77
Esmall	12
>262k_l0_big	77
Fsmall	12
67_width_16k_l0_big	80
Esmall	13
>262k_l0_big	80
Fsmall	13
68_width_16k_l0_big	83
Esmall	13
>262k_l0_big	83
Fsmall	13
69_width_16k_l0_big	86
Esmall	14
>262k_l0_big	86
Fsmall	14
52	678
0layer_16_width_16k_l0_big	129
Fmedium	53
Fsmall	17
@m_l0_big	129
Emedium	53
Esmall	17
?262k_l0_big	129
Gmedium	53
M_seed_1	53
Gsmall	17
?65k_l0_big	129
Fmedium	53
Fsmall	17
631_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
M_seed_1	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
640_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
M_seed_1	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
653_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
M_seed_1	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
491	8951
0layer_0_width_16k_l0_big	60				-
H_affine	60				-
Esmall	10				-
J_affine	10				-
>262k_l0_big	60				-
I_affine	60				-
Fsmall	10				-
K_affine	10
610_width_16k_l0_big	89				-
I_affine	89				-
Fsmall	14				-
K_affine	14				-
?262k_l0_big	89				-
J_affine	89				-
Gsmall	14				-
L_affine	14
71_width_16k_l0_big	91				-
I_affine	91				-
Fsmall	15				-
K_affine	15				-
?262k_l0_big	91				-
J_affine	91				-
Gsmall	15				-
L_affine	15
72_width_16k_l0_big	94				-
I_affine	94				-
Fsmall	15				-
K_affine	15				-
?262k_l0_big	94				-
J_affine	94				-
Gsmall	15				-
L_affine	15
73_width_16k_l0_big	97				-
I_affine	97				-
Fsmall	16				-
K_affine	16				-
?262k_l0_big	97				-
J_affine	97				-
Gsmall	16				-
L_affine	16
74_width_16k_l0_big	100				-
I_affine	100				-
Fsmall	16				-
K_affine	16				-
?262k_l0_big	100				-
J_affine	100				-
Gsmall	16				-
L_affine	16
75_width_16k_l0_big	103				-
I_affine	103				-
Fsmall	17				-
K_affine	17				-
?262k_l0_big	103				-
J_affine	103				-
Gsmall	17				-
L_affine	17
76_width_16k_l0_big	106				-
I_affine	106				-
Fsmall	17				-
K_affine	17				-
?262k_l0_big	106				-
J_affine	106				-
Gsmall	17				-
L_affine	17
77_width_16k_l0_big	109				-
I_affine	109				-
Fsmall	18				-
K_affine	18				-
?262k_l0_big	109				-
J_affine	109				-
Gsmall	18				-
L_affine	18
78_width_16k_l0_big	112				-
I_affine	112				-
Fsmall	18				-
K_affine	18				-
?262k_l0_big	112				-
J_affine	112				-
Gsmall	18				-
L_affine	18
79_width_16k_l0_big	115				-
I_affine	115				-
Fsmall	19				-
K_affine	19				-
?262k_l0_big	115				-
J_affine	115				-
Gsmall	19				-
L_affine	19
7_width_16k_l0_big	62				-
H_affine	62				-
Esmall	10				-
J_affine	10				-
>262k_l0_big	62				-
I_affine	62				-
Fsmall	10				-
K_affine	10
620_width_16k_l0_big	118				-
I_affine	118				-
Fsmall	19				-
K_affine	19				-
?262k_l0_big	118				-
J_affine	118				-
Gsmall	19				-
L_affine	19
71_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
72_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
73_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
74_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
75_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
76_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
77_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
78_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
79_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
7_width_16k_l0_big	65				-
H_affine	65				-
Esmall	10				-
J_affine	10				-
>262k_l0_big	65				-
I_affine	65				-
Fsmall	10				-
K_affine	10
630_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
71_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
72_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
73_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
74_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
75_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
76_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
77_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
78_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
79_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
7_width_16k_l0_big	68				-
H_affine	68				-
Esmall	11				-
J_affine	11				-
>262k_l0_big	68				-
I_affine	68				-
Fsmall	11				-
K_affine	11
640_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
71_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
72_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
73_width_16k_l0_big_affine	120				-
Fsmall_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
74_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
75_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
76_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
77_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
78_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
79_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
7_width_16k_l0_big_affine	71				-
Esmall_affine	11				-
>262k_l0_big	71				-
I_affine	71				-
Fsmall	11				-
K_affine	11
650_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
71_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
72_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
73_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
74_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
75_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
76_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
77_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
78_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
79_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
7_width_16k_l0_big	74				-
H_affine	74				-
Esmall_affine	12				-
>262k_l0_big	74				-
I_affine	74				-
Fsmall	12				-
K_affine	12
660_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
71_width_16k_l0_big	120				-
I_affine	120				-
Fsmall	20				-
K_affine	20				-
?262k_l0_big	120				-
J_affine	120				-
Gsmall	20				-
L_affine	20
7_width_16k_l0_big	77				-
H_affine	77				-
Esmall	12				-
J_affine	12				-
>262k_l0_big	77				-
I_affine	77				-
Fsmall	12				-
K_affine	12
67_width_16k_l0_big	80				-
H_affine	80				-
Esmall	13				-
J_affine	13				-
>262k_l0_big	80				-
I_affine	80				-
Fsmall	13				-
K_affine	13
68_width_16k_l0_big	83				-
H_affine	83				-
Esmall	13				-
J_affine	13				-
>262k_l0_big	83				-
I_affine	83				-
Fsmall	13				-
K_affine	13
69_width_16k_l0_big	86				-
H_affine	86				-
Esmall	14				-
J_affine	14				-
>262k_l0_big	86				-
I_affine	86				-
Fsmall	14				-
K_affine	14
72	945
0transcoder/layer_16_width_16k_l0_big	129
T_affine	129
Qmedium	53
W_affine	53
Qsmall	17
V_affine	17
J262k_l0_big	129
U_affine	129
Rmedium	53
X_affine	53
Rsmall	17
W_affine	17
J65k_l0_big	129
T_affine	129
Qmedium	53
W_affine	53
Qsmall	17
V_affine	17
A31_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A40_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A53_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
52	1022
0layer_16_width_16k_l0_big	129				-
Fmedium	53
Fsmall	17				-
@m_l0_big	129				-
Emedium	53				gemma-3-27b-it/16-gemmascope-2-res-1m
Esmall	17				-
?262k_l0_big	129				-
Gmedium	53
M_seed_1	53				-
Gsmall	17				-
?65k_l0_big	129				-
Fmedium	53
Fsmall	17				-
631_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-27b-it/31-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
640_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-27b-it/40-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
653_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-27b-it/53-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
36	490
0layer_16_width_16k_l0_big	129
Fmedium	53
Fsmall	17
?262k_l0_big	129
Gmedium	53
Gsmall	17
?65k_l0_big	129
Fmedium	53
Fsmall	17
631_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
640_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
653_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
144	1988
0layer_0_width_16k_l0_big	60
H_affine	60
Esmall	10
J_affine	10
>262k_l0_big	60
I_affine	60
Fsmall	10
K_affine	10
610_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	70
H_affine	70
Esmall	11
J_affine	11
>262k_l0_big	70
I_affine	70
Fsmall	11
K_affine	11
62_width_16k_l0_big	80
H_affine	80
Esmall	13
J_affine	13
>262k_l0_big	80
I_affine	80
Fsmall	13
K_affine	13
63_width_16k_l0_big	90
H_affine	90
Esmall	15
J_affine	15
>262k_l0_big	90
I_affine	90
Fsmall	15
K_affine	15
64_width_16k_l0_big	100
H_affine	100
Esmall	16
J_affine	16
>262k_l0_big	100
I_affine	100
Fsmall	16
K_affine	16
65_width_16k_l0_big	110
H_affine	110
Esmall	18
J_affine	18
>262k_l0_big	110
I_affine	110
Fsmall	18
K_affine	18
66_width_16k_l0_big	120
H_affine	120
Esmall	20
J_affine	20
>262k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
67_width_16k_l0_big	120
H_affine	120
Esmall	20
J_affine	20
>262k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
68_width_16k_l0_big	120
H_affine	120
Esmall	20
J_affine	20
>262k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
69_width_16k_l0_big	120
H_affine	120
Esmall	20
J_affine	20
>262k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
2	82
0transcoder/layer_15_width_262k_l0_big_affine	150
A9_width_16k_l0_small_affine	20
72	1096
0layer_0_width_16k_l0_big	60
Esmall	10
>262k_l0_big	60
Fsmall	10
610_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	70
Esmall	11
>262k_l0_big	70
Fsmall	11
62_width_16k_l0_big	80
Esmall	13
>262k_l0_big	80
Fsmall	13
63_width_16k_l0_big	90
Esmall	15
>262k_l0_big	90
Fsmall	15
64_width_16k_l0_big	100
Esmall	16
>262k_l0_big	100
Fsmall	16
65_width_16k_l0_big	110
Esmall	18
>262k_l0_big	110
Fsmall	18
66_width_16k_l0_big	120
Esmall	20
>262k_l0_big	120
Fsmall	20
67_width_16k_l0_big	120
Esmall	20
>262k_l0_big	120
Fsmall	20
68_width_16k_l0_big	120
Esmall	20
>262k_l0_big	120
Fsmall	20
69_width_16k_l0_big	120
Esmall	20
>262k_l0_big	120
Fsmall	20
52	1009
0layer_12_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-270m/12-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
75_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-270m/15-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
65_width_16k_l0_big	135				-
Emedium	55
Esmall	18				-
?m_l0_big	135				-
Dmedium	55				gemma-3-270m/5-gemmascope-2-res-1m
Dsmall	18				-
>262k_l0_big	135				-
Fmedium	55
L_seed_1	55				-
Fsmall	18				-
>65k_l0_big	135				-
Emedium	55
Esmall	18				-
69_width_16k_l0_big	150				-
Emedium	60
Esmall	20				-
?m_l0_big	150				-
Dmedium	60				gemma-3-270m/9-gemmascope-2-res-1m
Dsmall	20				-
>262k_l0_big	150				-
Fmedium	60
L_seed_1	60				-
Fsmall	20				-
>65k_l0_big	150				-
Emedium	60
Esmall	20				-
36	487
0layer_12_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
75_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
65_width_16k_l0_big	135
Emedium	55
Esmall	18
>262k_l0_big	135
Fmedium	55
Fsmall	18
>65k_l0_big	135
Emedium	55
Esmall	18
69_width_16k_l0_big	150
Emedium	60
Esmall	20
>262k_l0_big	150
Fmedium	60
Fsmall	20
>65k_l0_big	150
Emedium	60
Esmall	20
72	942
0transcoder/layer_12_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
B5_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A5_width_16k_l0_big	135
S_affine	135
Pmedium	55
V_affine	55
Psmall	18
U_affine	18
I262k_l0_big	135
T_affine	135
Qmedium	55
W_affine	55
Qsmall	18
V_affine	18
I65k_l0_big	135
S_affine	135
Pmedium	55
V_affine	55
Psmall	18
U_affine	18
A9_width_16k_l0_big	150
S_affine	150
Pmedium	60
V_affine	60
Psmall	20
U_affine	20
I262k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
I65k_l0_big	150
S_affine	150
Pmedium	60
V_affine	60
Psmall	20
U_affine	20
52	875
0layer_12_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				-
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
75_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				-
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
65_width_16k_l0_big	135				-
Emedium	55
Esmall	18				-
?m_l0_big	135				-
Dmedium	55				-
Dsmall	18				-
>262k_l0_big	135				-
Fmedium	55
L_seed_1	55				-
Fsmall	18				-
>65k_l0_big	135				-
Emedium	55
Esmall	18				-
69_width_16k_l0_big	150				-
Emedium	60
Esmall	20				-
?m_l0_big	150				-
Dmedium	60				-
Dsmall	20				-
>262k_l0_big	150				-
Fmedium	60
L_seed_1	60				-
Fsmall	20				-
>65k_l0_big	150				-
Emedium	60
Esmall	20				-
208	2868
0layer_0_width_16k_l0_big	60
H_affine	60
Esmall	10
J_affine	10
>262k_l0_big	60
I_affine	60
Fsmall	10
K_affine	10
610_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	66
H_affine	66
Esmall	11
J_affine	11
>262k_l0_big	66
I_affine	66
Fsmall	11
K_affine	11
620_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	73
H_affine	73
Esmall	12
J_affine	12
>262k_l0_big	73
I_affine	73
Fsmall	12
K_affine	12
63_width_16k_l0_big	80
H_affine	80
Esmall	13
J_affine	13
>262k_l0_big	80
I_affine	80
Fsmall	13
K_affine	13
64_width_16k_l0_big	87
H_affine	87
Esmall	14
J_affine	14
>262k_l0_big	87
I_affine	87
Fsmall	14
K_affine	14
65_width_16k_l0_big	94
H_affine	94
Esmall	15
J_affine	15
>262k_l0_big	94
I_affine	94
Fsmall	15
K_affine	15
66_width_16k_l0_big	101
H_affine	101
Esmall	16
J_affine	16
>262k_l0_big	101
I_affine	101
Fsmall	16
K_affine	16
67_width_16k_l0_big	108
H_affine	108
Esmall	18
J_affine	18
>262k_l0_big	108
I_affine	108
Fsmall	18
K_affine	18
68_width_16k_l0_big	115
H_affine	115
Esmall	19
J_affine	19
>262k_l0_big	115
I_affine	115
Fsmall	19
K_affine	19
69_width_16k_l0_big	120
H_affine	120
Esmall	20
J_affine	20
>262k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
72	943
0transcoder/layer_13_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
B7_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A22_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A7_width_16k_l0_big	132
S_affine	132
Pmedium	54
V_affine	54
Psmall	18
U_affine	18
I262k_l0_big	132
T_affine	132
Qmedium	54
W_affine	54
Qsmall	18
V_affine	18
I65k_l0_big	132
S_affine	132
Pmedium	54
V_affine	54
Psmall	18
U_affine	18
104	1580
0layer_0_width_16k_l0_big	60
Esmall	10
>262k_l0_big	60
Fsmall	10
610_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	66
Esmall	11
>262k_l0_big	66
Fsmall	11
620_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	73
Esmall	12
>262k_l0_big	73
Fsmall	12
63_width_16k_l0_big	80
Esmall	13
>262k_l0_big	80
Fsmall	13
64_width_16k_l0_big	87
Esmall	14
>262k_l0_big	87
Fsmall	14
65_width_16k_l0_big	94
Esmall	15
>262k_l0_big	94
Fsmall	15
66_width_16k_l0_big	101
Esmall	16
>262k_l0_big	101
Fsmall	16
67_width_16k_l0_big	108
Esmall	18
>262k_l0_big	108
Fsmall	18
68_width_16k_l0_big	115
Esmall	19
>262k_l0_big	115
Fsmall	19
69_width_16k_l0_big	120
Esmall	20
>262k_l0_big	120
Fsmall	20
52	1003
0layer_13_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-1b/13-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
77_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-1b/17-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
622_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-1b/22-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
67_width_16k_l0_big	132				-
Emedium	54
Esmall	18				-
?m_l0_big	132				-
Dmedium	54				gemma-3-1b/7-gemmascope-2-res-1m
Dsmall	18				-
>262k_l0_big	132				-
Fmedium	54
L_seed_1	54				-
Fsmall	18				-
>65k_l0_big	132				-
Emedium	54
Esmall	18				-
48	628
0layer_13_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
77_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
622_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
67_width_16k_l0_big	132
Emedium	54
Esmall	18
?m_l0_big	132
Dmedium	54
Dsmall	18
>262k_l0_big	132
Fmedium	54
Fsmall	18
>65k_l0_big	132
Emedium	54
Esmall	18
36	488
0layer_13_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
77_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
622_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
67_width_16k_l0_big	132
Emedium	54
Esmall	18
>262k_l0_big	132
Fmedium	54
Fsmall	18
>65k_l0_big	132
Emedium	54
Esmall	18
52	876
0layer_13_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				-
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
77_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				-
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
622_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				-
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
67_width_16k_l0_big	132				-
Emedium	54
Esmall	18				-
?m_l0_big	132				-
Dmedium	54				-
Dsmall	18				-
>262k_l0_big	132				-
Fmedium	54
L_seed_1	54				-
Fsmall	18				-
>65k_l0_big	132				-
Emedium	54
Esmall	18				-
384	5290
0layer_0_width_16k_l0_big	60
H_affine	60
Esmall	10
J_affine	10
>262k_l0_big	60
I_affine	60
Fsmall	10
K_affine	10
610_width_16k_l0_big	97
I_affine	97
Fsmall	16
K_affine	16
?262k_l0_big	97
J_affine	97
Gsmall	16
L_affine	16
71_width_16k_l0_big	101
I_affine	101
Fsmall	16
K_affine	16
?262k_l0_big	101
J_affine	101
Gsmall	16
L_affine	16
72_width_16k_l0_big	105
I_affine	105
Fsmall	17
K_affine	17
?262k_l0_big	105
J_affine	105
Gsmall	17
L_affine	17
73_width_16k_l0_big	108
I_affine	108
Fsmall	18
K_affine	18
?262k_l0_big	108
J_affine	108
Gsmall	18
L_affine	18
74_width_16k_l0_big	112
I_affine	112
Fsmall	18
K_affine	18
?262k_l0_big	112
J_affine	112
Gsmall	18
L_affine	18
75_width_16k_l0_big	116
I_affine	116
Fsmall	19
K_affine	19
?262k_l0_big	116
J_affine	116
Gsmall	19
L_affine	19
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	63
H_affine	63
Esmall	10
J_affine	10
>262k_l0_big	63
I_affine	63
Fsmall	10
K_affine	10
620_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	67
H_affine	67
Esmall	11
J_affine	11
>262k_l0_big	67
I_affine	67
Fsmall	11
K_affine	11
630_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
78_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
79_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	71
H_affine	71
Esmall	11
J_affine	11
>262k_l0_big	71
I_affine	71
Fsmall	11
K_affine	11
640_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
71_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
72_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
73_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
74_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
75_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
76_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
77_width_16k_l0_big	120
I_affine	120
Fsmall	20
K_affine	20
?262k_l0_big	120
J_affine	120
Gsmall	20
L_affine	20
7_width_16k_l0_big	75
H_affine	75
Esmall	12
J_affine	12
>262k_l0_big	75
I_affine	75
Fsmall	12
K_affine	12
65_width_16k_l0_big	78
H_affine	78
Esmall	13
J_affine	13
>262k_l0_big	78
I_affine	78
Fsmall	13
K_affine	13
66_width_16k_l0_big	82
H_affine	82
Esmall	13
J_affine	13
>262k_l0_big	82
I_affine	82
Fsmall	13
K_affine	13
67_width_16k_l0_big	86
H_affine	86
Esmall	14
J_affine	14
>262k_l0_big	86
I_affine	86
Fsmall	14
K_affine	14
68_width_16k_l0_big	90
H_affine	90
Esmall	15
J_affine	15
>262k_l0_big	90
I_affine	90
Fsmall	15
K_affine	15
69_width_16k_l0_big	93
H_affine	93
Esmall	15
J_affine	15
>262k_l0_big	93
I_affine	93
Fsmall	15
K_affine	15
72	945
0transcoder/layer_12_width_16k_l0_big	127
T_affine	127
Qmedium	52
W_affine	52
Qsmall	17
V_affine	17
J262k_l0_big	127
U_affine	127
Rmedium	52
X_affine	52
Rsmall	17
W_affine	17
J65k_l0_big	127
T_affine	127
Qmedium	52
W_affine	52
Qsmall	17
V_affine	17
A24_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A31_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
A41_width_16k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
J262k_l0_big	150
U_affine	150
Rmedium	60
X_affine	60
Rsmall	20
W_affine	20
J65k_l0_big	150
T_affine	150
Qmedium	60
W_affine	60
Qsmall	20
V_affine	20
192	2912
0layer_0_width_16k_l0_big	60
Esmall	10
>262k_l0_big	60
Fsmall	10
610_width_16k_l0_big	97
Fsmall	16
?262k_l0_big	97
Gsmall	16
71_width_16k_l0_big	101
Fsmall	16
?262k_l0_big	101
Gsmall	16
72_width_16k_l0_big	105
Fsmall	17
?262k_l0_big	105
Gsmall	17
73_width_16k_l0_big	108
Fsmall	18
?262k_l0_big	108
Gsmall	18
74_width_16k_l0_big	112
Fsmall	18
?262k_l0_big	112
Gsmall	18
75_width_16k_l0_big	116
Fsmall	19
?262k_l0_big	116
Gsmall	19
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	63
Esmall	10
>262k_l0_big	63
Fsmall	10
620_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	67
Esmall	11
>262k_l0_big	67
Fsmall	11
630_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
78_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
79_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	71
Esmall	11
>262k_l0_big	71
Fsmall	11
640_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
71_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
72_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
73_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
74_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
75_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
76_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
77_width_16k_l0_big	120
Fsmall	20
?262k_l0_big	120
Gsmall	20
7_width_16k_l0_big	75
Esmall	12
>262k_l0_big	75
Fsmall	12
65_width_16k_l0_big	78
Esmall	13
>262k_l0_big	78
Fsmall	13
66_width_16k_l0_big	82
Esmall	13
>262k_l0_big	82
Fsmall	13
67_width_16k_l0_big	86
Esmall	14
>262k_l0_big	86
Fsmall	14
68_width_16k_l0_big	90
Esmall	15
>262k_l0_big	90
Fsmall	15
69_width_16k_l0_big	93
Esmall	15
>262k_l0_big	93
Fsmall	15
52	1010
0layer_12_width_16k_l0_big	127				-
Fmedium	52
Fsmall	17				-
@m_l0_big	127				-
Emedium	52				gemma-3-12b/12-gemmascope-2-res-1m
Esmall	17				-
?262k_l0_big	127				-
Gmedium	52
M_seed_1	52				-
Gsmall	17				-
?65k_l0_big	127				-
Fmedium	52
Fsmall	17				-
624_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-12b/24-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
631_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-12b/31-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
641_width_16k_l0_big	150				-
Fmedium	60
Fsmall	20				-
@m_l0_big	150				-
Emedium	60				gemma-3-12b/41-gemmascope-2-res-1m
Esmall	20				-
?262k_l0_big	150				-
Gmedium	60
M_seed_1	60				-
Gsmall	20				-
?65k_l0_big	150				-
Fmedium	60
Fsmall	20				-
36	490
0layer_12_width_16k_l0_big	127
Fmedium	52
Fsmall	17
?262k_l0_big	127
Gmedium	52
Gsmall	17
?65k_l0_big	127
Fmedium	52
Fsmall	17
624_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
631_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
641_width_16k_l0_big	150
Fmedium	60
Fsmall	20
?262k_l0_big	150
Gmedium	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
52	678
0layer_12_width_16k_l0_big	127
Fmedium	52
Fsmall	17
@m_l0_big	127
Emedium	52
Esmall	17
?262k_l0_big	127
Gmedium	52
M_seed_1	52
Gsmall	17
?65k_l0_big	127
Fmedium	52
Fsmall	17
624_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
M_seed_1	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
631_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
M_seed_1	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
641_width_16k_l0_big	150
Fmedium	60
Fsmall	20
@m_l0_big	150
Emedium	60
Esmall	20
?262k_l0_big	150
Gmedium	60
M_seed_1	60
Gsmall	20
?65k_l0_big	150
Fmedium	60
Fsmall	20
18	216
0layer_10/width_131k/average_l0_106	106
P5	15
O200	200
P4	24
O37	37
O64	64
622/width_131k/average_l0_150	150
O20	20
P90	290
O31	31
O48	48
O82	82
634/width_131k/average_l0_155	155
O21	21
O333	333
P8	38
O72	72
P85	785
3	193
0layer_10/width_131k/canonical				layer_10/width_131k/average_l0_106
622/width_131k/canonical				layer_22/width_131k/average_l0_82
634/width_131k/canonical				layer_34/width_131k/average_l0_72
260	3277
0layer_0/width_16k/average_l0_104	104
N2	12
N8	18
M30	30
M57	57
61/width_16k/average_l0_146	146
M20	20
N51	251
M40	40
M79	79
62/width_16k/average_l0_174	174
N9	19
M297	297
M43	43
M93	93
63/width_16k/average_l0_117	117
M219	219
N4	24
M386	386
M55	55
64/width_16k/average_l0_116	116
M249	249
N6	26
M454	454
M53	53
65/width_16k/average_l0_135	135
M268	268
M30	30
M449	449
M59	59
66/width_16k/average_l0_143	143
M292	292
M30	30
M479	479
M61	61
67/width_16k/average_l0_184	184
M331	331
M46	46
M537	537
M99	99
68/width_16k/average_l0_129	129
M282	282
M32	32
M482	482
M64	64
69/width_16k/average_l0_127	127
M270	270
M34	34
M499	499
M64	64
610/width_16k/average_l0_148	148
N307	307
O6	36
N541	541
N70	70
71/width_16k/average_l0_170	170
N350	350
N41	41
N593	593
N80	80
72/width_16k/average_l0_184	184
N328	328
N41	41
N514	514
N85	85
73/width_16k/average_l0_203	203
N372	372
N43	43
N570	570
N92	92
74/width_16k/average_l0_161	161
N298	298
N37	37
N468	468
N71	71
75/width_16k/average_l0_195	195
N342	342
N44	44
N535	535
N98	98
76/width_16k/average_l0_144	144
N293	293
N37	37
N527	527
N71	71
77/width_16k/average_l0_176	176
N316	316
O8	38
N509	509
N79	79
78/width_16k/average_l0_144	144
N292	292
N34	34
N491	491
N72	72
79/width_16k/average_l0_122	122
N249	249
O8	28
N423	423
N56	56
620/width_16k/average_l0_141	141
N274	274
N31	31
N446	446
N62	62
71/width_16k/average_l0_142	142
N301	301
O2	32
N505	505
N65	65
72/width_16k/average_l0_106	106
N215	215
O2	22
N373	373
N47	47
73/width_16k/average_l0_161	161
N30	30
P0	300
N474	474
N73	73
74/width_16k/average_l0_212	212
N372	372
O9	39
N558	558
N96	96
75/width_16k/average_l0_177	177
N313	313
O5	35
N492	492
N77	77
60/width_65k/average_l0_10	10
N6	16
M24	24
M43	43
M75	75
61/width_65k/average_l0_15	15
N81	181
M28	28
M55	55
M98	98
62/width_65k/average_l0_125	125
N4	14
M228	228
N8	28
M59	59
63/width_65k/average_l0_174	174
N9	19
M320	320
N9	39
M83	83
64/width_65k/average_l0_188	188
M22	22
M382	382
M43	43
M87	87
65/width_65k/average_l0_227	227
N8	28
M400	400
M51	51
M99	99
66/width_65k/average_l0_112	112
M261	261
M30	30
M449	449
M55	55
67/width_65k/average_l0_176	176
M311	311
M519	519
N2	52
M96	96
68/width_65k/average_l0_112	112
M246	246
M35	35
M454	454
M56	56
69/width_65k/average_l0_107	107
M231	231
M31	31
M454	454
M57	57
610/width_65k/average_l0_134	134
N292	292
N35	35
N521	521
N67	67
71/width_65k/average_l0_154	154
N330	330
N41	41
N576	576
N75	75
72/width_65k/average_l0_172	172
N320	320
O9	39
N503	503
N79	79
73/width_65k/average_l0_191	191
N363	363
N41	41
N556	556
N87	87
74/width_65k/average_l0_138	138
N283	283
N37	37
N453	453
N66	66
75/width_65k/average_l0_182	182
N327	327
N42	42
N517	517
N90	90
76/width_65k/average_l0_129	129
N260	260
N35	35
N502	502
N64	64
77/width_65k/average_l0_157	157
N293	293
N35	35
N489	489
N70	70
78/width_65k/average_l0_123	123
N255	255
O9	29
N466	466
N58	58
79/width_65k/average_l0_106	106
N220	220
O6	26
N411	411
O9	49
620/width_65k/average_l0_102	102
N242	242
O6	26
N419	419
O9	49
71/width_65k/average_l0_118	118
N266	266
O9	29
N474	474
N56	56
72/width_65k/average_l0_112	112
O96	196
N20	20
N361	361
O7	37
73/width_65k/average_l0_140	140
N27	27
P6	276
N457	457
N56	56
74/width_65k/average_l0_186	186
N32	32
O47	347
N537	537
N77	77
75/width_65k/average_l0_153	153
N290	290
N30	30
N465	465
N63	63
52	2970
0layer_0/width_16k/canonical				layer_0/width_16k/average_l0_104
61/width_16k/canonical
62/width_16k/canonical				layer_2/width_16k/average_l0_93
63/width_16k/canonical				layer_3/width_16k/average_l0_117
64/width_16k/canonical				layer_4/width_16k/average_l0_116
65/width_16k/canonical				layer_5/width_16k/average_l0_135
66/width_16k/canonical				layer_6/width_16k/average_l0_61
67/width_16k/canonical				layer_7/width_16k/average_l0_99
68/width_16k/canonical				layer_8/width_16k/average_l0_129
69/width_16k/canonical				layer_9/width_16k/average_l0_127
610/width_16k/canonical				layer_10/width_16k/average_l0_70
71/width_16k/canonical				layer_11/width_16k/average_l0_80
72/width_16k/canonical				layer_12/width_16k/average_l0_85
73/width_16k/canonical				layer_13/width_16k/average_l0_92
74/width_16k/canonical				layer_14/width_16k/average_l0_71
75/width_16k/canonical				layer_15/width_16k/average_l0_98
76/width_16k/canonical				layer_16/width_16k/average_l0_71
77/width_16k/canonical
78/width_16k/canonical				layer_18/width_16k/average_l0_72
79/width_16k/canonical				layer_19/width_16k/average_l0_122
620/width_16k/canonical				layer_20/width_16k/average_l0_62
71/width_16k/canonical				layer_21/width_16k/average_l0_65
72/width_16k/canonical				layer_22/width_16k/average_l0_106
73/width_16k/canonical				layer_23/width_16k/average_l0_73
74/width_16k/canonical				layer_24/width_16k/average_l0_96
75/width_16k/canonical				layer_25/width_16k/average_l0_77
60/width_65k/canonical				layer_0/width_65k/average_l0_75
61/width_65k/canonical				layer_1/width_65k/average_l0_98
62/width_65k/canonical				layer_2/width_65k/average_l0_125
63/width_65k/canonical				layer_3/width_65k/average_l0_83
64/width_65k/canonical				layer_4/width_65k/average_l0_87
65/width_65k/canonical				layer_5/width_65k/average_l0_99
66/width_65k/canonical				layer_6/width_65k/average_l0_112
67/width_65k/canonical				layer_7/width_65k/average_l0_96
68/width_65k/canonical				layer_8/width_65k/average_l0_112
69/width_65k/canonical				layer_9/width_65k/average_l0_107
610/width_65k/canonical				layer_10/width_65k/average_l0_67
71/width_65k/canonical				layer_11/width_65k/average_l0_75
72/width_65k/canonical
73/width_65k/canonical				layer_13/width_65k/average_l0_87
74/width_65k/canonical				layer_14/width_65k/average_l0_66
75/width_65k/canonical				layer_15/width_65k/average_l0_90
76/width_65k/canonical				layer_16/width_65k/average_l0_129
77/width_65k/canonical				layer_17/width_65k/average_l0_70
78/width_65k/canonical				layer_18/width_65k/average_l0_123
79/width_65k/canonical				layer_19/width_65k/average_l0_106
620/width_65k/canonical				layer_20/width_65k/average_l0_102
71/width_65k/canonical				layer_21/width_65k/average_l0_118
72/width_65k/canonical				layer_22/width_65k/average_l0_112
73/width_65k/canonical				layer_23/width_65k/average_l0_140
74/width_65k/canonical				layer_24/width_65k/average_l0_77
75/width_65k/canonical				layer_25/width_65k/average_l0_63
260	3236
0layer_0/width_16k/average_l0_119	119
N6	16
M30	30
M60	60
M9	9
61/width_16k/average_l0_105	105
N2	12
M239	239
N4	24
M50	50
62/width_16k/average_l0_19	19
M213	213
M41	41
N34	434
M95	95
63/width_16k/average_l0_195	195
M21	21
M377	377
M44	44
M95	95
64/width_16k/average_l0_18	18
N98	198
M38	38
M433	433
M85	85
65/width_16k/average_l0_114	114
M23	23
N69	269
M48	48
M575	575
66/width_16k/average_l0_133	133
M25	25
M328	328
M55	55
M699	699
67/width_16k/average_l0_146	146
M28	28
M355	355
M60	60
M731	731
68/width_16k/average_l0_136	136
M27	27
M351	351
M56	56
M739	739
69/width_16k/average_l0_216	216
M38	38
M482	482
M861	861
N8	88
610/width_16k/average_l0_110	110
N266	266
N45	45
N568	568
N908	908
71/width_16k/average_l0_234	234
N42	42
O99	499
N847	847
N98	98
72/width_16k/average_l0_108	108
N262	262
N44	44
N548	548
N879	879
73/width_16k/average_l0_112	112
N267	267
N47	47
N553	553
N892	892
74/width_16k/average_l0_246	246
N41	41
N536	536
N894	894
N97	97
75/width_16k/average_l0_207	207
N35	35
N492	492
N80	80
O79	879
76/width_16k/average_l0_185	185
N33	33
N452	452
N72	72
N847	847
77/width_16k/average_l0_179	179
N31	31
N453	453
N68	68
N853	853
78/width_16k/average_l0_106	106
N24	24
O92	292
N47	47
N672	672
79/width_16k/average_l0_109	109
N25	25
O95	295
N50	50
N673	673
620/width_16k/average_l0_109	109
N24	24
O89	289
N49	49
N658	658
71/width_16k/average_l0_113	113
N23	23
O79	279
N48	48
N633	633
72/width_16k/average_l0_121	121
N24	24
O90	290
N51	51
N624	624
73/width_16k/average_l0_128	128
N27	27
O87	287
N57	57
N627	627
74/width_16k/average_l0_158	158
O9	19
N35	35
P7	357
N73	73
75/width_16k/average_l0_126	126
O5	15
N277	277
O9	29
N59	59
60/width_65k/average_l0_12	12
M21	21
M39	39
M7	7
N2	72
61/width_65k/average_l0_11	11
N27	127
M20	20
M37	37
M67	67
62/width_65k/average_l0_134	134
N6	16
M265	265
M31	31
M60	60
63/width_65k/average_l0_144	144
N8	18
M279	279
M33	33
M68	68
64/width_65k/average_l0_138	138
N7	17
M299	299
M32	32
M66	66
65/width_65k/average_l0_186	186
M22	22
M407	407
N3	43
M86	86
66/width_65k/average_l0_101	101
M224	224
N4	24
M47	47
M515	515
67/width_65k/average_l0_115	115
M266	266
N8	28
M56	56
N71	571
68/width_65k/average_l0_110	110
M256	256
M31	31
M547	547
N5	55
69/width_65k/average_l0_168	168
M38	38
O7	387
M745	745
N7	77
610/width_65k/average_l0_218	218
N43	43
O74	474
N851	851
N95	95
71/width_65k/average_l0_200	200
N41	41
O36	436
N771	771
N88	88
72/width_65k/average_l0_222	222
N44	44
O82	482
N848	848
N96	96
73/width_65k/average_l0_228	228
N44	44
O80	480
N841	841
N98	98
74/width_65k/average_l0_204	204
N39	39
N463	463
N816	816
O9	89
75/width_65k/average_l0_164	164
N35	35
N405	405
N72	72
O54	754
76/width_65k/average_l0_142	142
N32	32
O48	348
N66	66
O95	695
77/width_65k/average_l0_136	136
N30	30
O42	342
N61	61
O66	666
78/width_65k/average_l0_191	191
N24	24
N44	44
O91	491
N88	88
79/width_65k/average_l0_192	192
N25	25
N45	45
O70	470
N88	88
620/width_65k/average_l0_189	189
N23	23
N44	44
P6	446
N88	88
71/width_65k/average_l0_192	192
N23	23
N42	42
O72	472
N86	86
72/width_65k/average_l0_203	203
O3	23
N46	46
O87	487
N92	92
73/width_65k/average_l0_102	102
N218	218
O5	25
N49	49
P7	497
74/width_65k/average_l0_128	128
O8	18
N268	268
N32	32
N62	62
75/width_65k/average_l0_107	107
O4	14
N215	215
O6	26
N52	52
52	2903
0layer_0/width_16k/canonical				layer_0/width_16k/average_l0_119
61/width_16k/canonical				layer_1/width_16k/average_l0_105
62/width_16k/canonical				layer_2/width_16k/average_l0_95
63/width_16k/canonical				layer_3/width_16k/average_l0_95
64/width_16k/canonical				layer_4/width_16k/average_l0_85
65/width_16k/canonical				layer_5/width_16k/average_l0_114
66/width_16k/canonical				layer_6/width_16k/average_l0_133
67/width_16k/canonical				layer_7/width_16k/average_l0_60
68/width_16k/canonical				layer_8/width_16k/average_l0_136
69/width_16k/canonical
610/width_16k/canonical				layer_10/width_16k/average_l0_110
71/width_16k/canonical				layer_11/width_16k/average_l0_98
72/width_16k/canonical				layer_12/width_16k/average_l0_108
73/width_16k/canonical				layer_13/width_16k/average_l0_112
74/width_16k/canonical				layer_14/width_16k/average_l0_97
75/width_16k/canonical				layer_15/width_16k/average_l0_80
76/width_16k/canonical				layer_16/width_16k/average_l0_72
77/width_16k/canonical				layer_17/width_16k/average_l0_68
78/width_16k/canonical				layer_18/width_16k/average_l0_106
79/width_16k/canonical				layer_19/width_16k/average_l0_109
620/width_16k/canonical				layer_20/width_16k/average_l0_109
71/width_16k/canonical				layer_21/width_16k/average_l0_113
72/width_16k/canonical				layer_22/width_16k/average_l0_121
73/width_16k/canonical				layer_23/width_16k/average_l0_128
74/width_16k/canonical				layer_24/width_16k/average_l0_73
75/width_16k/canonical				layer_25/width_16k/average_l0_126
60/width_65k/canonical				layer_0/width_65k/average_l0_72
61/width_65k/canonical				layer_1/width_65k/average_l0_127
62/width_65k/canonical				layer_2/width_65k/average_l0_134
63/width_65k/canonical				layer_3/width_65k/average_l0_68
64/width_65k/canonical				layer_4/width_65k/average_l0_66
65/width_65k/canonical				layer_5/width_65k/average_l0_86
66/width_65k/canonical				layer_6/width_65k/average_l0_101
67/width_65k/canonical				layer_7/width_65k/average_l0_115
68/width_65k/canonical				layer_8/width_65k/average_l0_110
69/width_65k/canonical				layer_9/width_65k/average_l0_77
610/width_65k/canonical				layer_10/width_65k/average_l0_95
71/width_65k/canonical
72/width_65k/canonical				layer_12/width_65k/average_l0_96
73/width_65k/canonical				layer_13/width_65k/average_l0_98
74/width_65k/canonical				layer_14/width_65k/average_l0_89
75/width_65k/canonical				layer_15/width_65k/average_l0_72
76/width_65k/canonical				layer_16/width_65k/average_l0_66
77/width_65k/canonical				layer_17/width_65k/average_l0_136
78/width_65k/canonical
79/width_65k/canonical
620/width_65k/canonical
71/width_65k/canonical				layer_21/width_65k/average_l0_86
72/width_65k/canonical				layer_22/width_65k/average_l0_92
73/width_65k/canonical				layer_23/width_65k/average_l0_102
74/width_65k/canonical				layer_24/width_65k/average_l0_128
75/width_65k/canonical				layer_25/width_65k/average_l0_107
316	5741
0embedding/width_4k/average_l0_6
N44
N21
N111
0layer_0/width_16k/average_l0_105	105				-
N3	13				-
M226	226				-
N5	25				-
M46	46				-
61/width_16k/average_l0_10	10				-
O2	102				-
M20	20				-
N50	250				-
M40	40				-
62/width_16k/average_l0_13	13				-
N41	141				-
O2	142				-
M24	24				-
M304	304				-
M53	53				-
63/width_16k/average_l0_14	14				-
O2	142				-
M28	28				-
M315	315				-
M59	59				-
64/width_16k/average_l0_124	124				-
O5	125				-
N7	17				-
M281	281				-
M31	31				-
M60	60				-
65/width_16k/average_l0_143	143
N8	18
M309	309
N4	34
M68	68				-
66/width_16k/average_l0_144	144				-
N9	19				-
M301	301				-
N6	36				-
M70	70				-
67/width_16k/average_l0_137	137				-
M20	20				-
N85	285				-
M36	36				-
M69	69				-
68/width_16k/average_l0_142	142				-
M20	20				-
M301	301				-
N7	37				-
M71	71				-
69/width_16k/average_l0_151	151				-
M21	21				-
M340	340				-
N7	37				-
M73	73				-
610/width_16k/average_l0_166	166				-
N21	21				-
N39	39				-
P5	395				-
N77	77				-
71/width_16k/average_l0_168	168				-
N22	22				-
N393	393				-
N41	41				-
N80	80				-
72/width_16k/average_l0_176	176
N22	22
N41	41
O45	445
N82	82				-
73/width_16k/average_l0_173	173				-
N23	23				-
N403	403				-
O3	43				-
N83	83				-
O4	84				-
74/width_16k/average_l0_173	173				-
N23	23				-
N388	388				-
N43	43				-
N83	83				-
O4	84				-
75/width_16k/average_l0_150	150				-
N23	23				-
N308	308				-
N41	41				-
N78	78				-
76/width_16k/average_l0_154	154				-
N23	23				-
N335	335				-
N42	42				-
N78	78				-
77/width_16k/average_l0_150	150				-
N23	23				-
N304	304				-
N42	42				-
N77	77				-
78/width_16k/average_l0_138	138				-
N23	23				-
O80	280				-
N40	40				-
N74	74				-
79/width_16k/average_l0_137	137
N23	23
O79	279
N40	40
N73	73				-
620/width_16k/average_l0_139	139				-
N22	22				-
O94	294				-
N38	38				-
N71	71				-
71/width_16k/average_l0_139	139				-
N22	22				-
N301	301				-
O8	38				-
N70	70				-
72/width_16k/average_l0_147	147				-
N21	21				-
N349	349				-
O8	38				-
N72	72				-
73/width_16k/average_l0_157	157				-
N21	21				-
N38	38				-
N404	404				-
N74	74				-
O5	75				-
74/width_16k/average_l0_158	158				-
N20	20				-
N38	38				-
N457	457				-
N73	73				-
75/width_16k/average_l0_116	116				-
O6	16				-
N28	28				-
P5	285				-
N55	55				-
65/width_1m/average_l0_114	114				gemma-2-2b/5-gemmascope-res-1m__l0-114
M3	13				gemma-2-2b/5-gemmascope-res-1m__l0-13
L21	21				gemma-2-2b/5-gemmascope-res-1m__l0-21
L36	36				gemma-2-2b/5-gemmascope-res-1m__l0-36
L63	63				gemma-2-2b/5-gemmascope-res-1m__l0-63
L9	9				gemma-2-2b/5-gemmascope-res-1m__l0-9
612/width_1m/average_l0_107	107				-
N9	19				gemma-2-2b/12-gemmascope-res-1m__l0-19
M207	207				gemma-2-2b/12-gemmascope-res-1m__l0-207
N6	26				gemma-2-2b/12-gemmascope-res-1m__l0-26
M58	58				gemma-2-2b/12-gemmascope-res-1m__l0-58
M73	73				gemma-2-2b/12-gemmascope-res-1m__l0-73
79/width_1m/average_l0_157	157				gemma-2-2b/19-gemmascope-res-1m__l0-157
N6	16				gemma-2-2b/19-gemmascope-res-1m__l0-16
N8	18				gemma-2-2b/19-gemmascope-res-1m__l0-18
M29	29				gemma-2-2b/19-gemmascope-res-1m__l0-29
M50	50				gemma-2-2b/19-gemmascope-res-1m__l0-50
M88	88				-
72/width_262k/average_l0_11	11				-
P21	121				-
O21	21				-
P43	243				-
O36	36				-
O67	67				-
?32k/average_l0_12	12				-
O55	155				-
N22	22				-
N360	360				-
N40	40				-
N76	76				-
?524k/average_l0_115	115				-
O22	22				-
Q7	227				-
P9	29				-
O46	46				-
O65	65				-
?131k/average_l0_12	12				-
Q9	129				-
O20	20				-
P64	264				-
O36	36				-
O67	67				-
60/width_65k/average_l0_11	11				-
N7	17				-
M27	27				-
M43	43				-
M73	73				-
61/width_65k/average_l0_121	121				-
N6	16				-
M30	30				-
M54	54				-
M9	9				-
62/width_65k/average_l0_11	11				-
N69	169				-
M20	20				-
M37	37				-
M77	77				-
63/width_65k/average_l0_13	13				-
N93	193				-
M23	23				-
M42	42				-
M89	89				-
64/width_65k/average_l0_14	14				-
N77	177				-
M25	25				-
M46	46				-
M89	89				-
65/width_65k/average_l0_105	105				-
N7	17
M211	211
N9	29
M53	53
66/width_65k/average_l0_107	107				-
N7	17				-
M208	208				-
M30	30				-
M56	56				-
67/width_65k/average_l0_107	107				-
N8	18				-
M203	203				-
M31	31				-
M57	57				-
68/width_65k/average_l0_111	111				-
N9	19				-
M213	213				-
M33	33				-
M59	59				-
69/width_65k/average_l0_118	118				-
N9	19				-
M240	240				-
M34	34				-
M61	61				-
610/width_65k/average_l0_128	128				-
N20	20				-
O65	265				-
N36	36				-
N66	66				-
71/width_65k/average_l0_134	134				-
N21	21				-
O73	273				-
N37	37				-
N70	70				-
72/width_65k/average_l0_141	141
N21	21
O97	297
N38	38
N72	72				-
73/width_65k/average_l0_142	142				-
N22	22				-
O88	288				-
N40	40				-
N74	74				-
O5	75				-
74/width_65k/average_l0_144	144				-
N21	21				-
O84	284				-
N40	40				-
N73	73				-
75/width_65k/average_l0_127	127				-
N21	21				-
O40	240				-
N38	38				-
N68	68				-
76/width_65k/average_l0_128	128				-
N21	21				-
O44	244				-
N38	38				-
N69	69				-
77/width_65k/average_l0_125	125				-
N21	21				-
O33	233				-
N38	38				-
N68	68				-
78/width_65k/average_l0_116	116				-
P7	117				-
N21	21				-
P6	216				-
N36	36				-
N64	64				-
79/width_65k/average_l0_115	115				-
N21	21
P6	216
N35	35
N63	63
620/width_65k/average_l0_114	114				-
N20	20				-
O21	221				-
N34	34				-
N61	61				-
71/width_65k/average_l0_111	111				-
P2	112				-
N20	20				-
O25	225				-
N33	33				-
N61	61				-
72/width_65k/average_l0_116	116				-
P7	117				-
N20	20				-
O48	248				-
N33	33				-
N62	62				-
73/width_65k/average_l0_123	123				-
P4	124				-
N20	20				-
O72	272				-
N35	35				-
N64	64				-
74/width_65k/average_l0_124	124				-
O9	19				-
N273	273				-
N34	34				-
N63	63				-
75/width_65k/average_l0_15	15				-
O97	197				-
N26	26				-
N48	48				-
N93	93				-
58	3337
0layer_0/width_16k/canonical				layer_0/width_16k/average_l0_105
61/width_16k/canonical				layer_1/width_16k/average_l0_102
62/width_16k/canonical				layer_2/width_16k/average_l0_141
63/width_16k/canonical				layer_3/width_16k/average_l0_59
64/width_16k/canonical				layer_4/width_16k/average_l0_124
65/width_16k/canonical				layer_5/width_16k/average_l0_68
66/width_16k/canonical				layer_6/width_16k/average_l0_70
67/width_16k/canonical				layer_7/width_16k/average_l0_69
68/width_16k/canonical				layer_8/width_16k/average_l0_71
69/width_16k/canonical
610/width_16k/canonical				layer_10/width_16k/average_l0_77
71/width_16k/canonical				layer_11/width_16k/average_l0_80
72/width_16k/canonical				layer_12/width_16k/average_l0_82
73/width_16k/canonical				layer_13/width_16k/average_l0_84
74/width_16k/canonical				layer_14/width_16k/average_l0_84
75/width_16k/canonical				layer_15/width_16k/average_l0_78
76/width_16k/canonical				layer_16/width_16k/average_l0_78
77/width_16k/canonical				layer_17/width_16k/average_l0_77
78/width_16k/canonical				layer_18/width_16k/average_l0_74
79/width_16k/canonical
620/width_16k/canonical				layer_20/width_16k/average_l0_71
71/width_16k/canonical				layer_21/width_16k/average_l0_70
72/width_16k/canonical				layer_22/width_16k/average_l0_72
73/width_16k/canonical				layer_23/width_16k/average_l0_75
74/width_16k/canonical
75/width_16k/canonical				layer_25/width_16k/average_l0_116
65/width_1m/canonical				layer_5/width_1m/average_l0_114	gemma-2-2b/5-gemmascope-res-1m
612/width_1m/canonical				layer_12/width_1m/average_l0_107	gemma-2-2b/12-gemmascope-res-1m
79/width_1m/canonical				layer_19/width_1m/average_l0_88	gemma-2-2b/19-gemmascope-res-1m
72/width_262k/canonical				layer_12/width_262k/average_l0_121
?32k/canonical				layer_12/width_32k/average_l0_76
?524k/canonical				layer_12/width_524k/average_l0_115
60/width_65k/canonical
61/width_65k/canonical				layer_1/width_65k/average_l0_121
62/width_65k/canonical				layer_2/width_65k/average_l0_77
63/width_65k/canonical				layer_3/width_65k/average_l0_89
64/width_65k/canonical				layer_4/width_65k/average_l0_89
65/width_65k/canonical				layer_5/width_65k/average_l0_105
66/width_65k/canonical				layer_6/width_65k/average_l0_107
67/width_65k/canonical				layer_7/width_65k/average_l0_107
68/width_65k/canonical				layer_8/width_65k/average_l0_111
69/width_65k/canonical				layer_9/width_65k/average_l0_118
610/width_65k/canonical				layer_10/width_65k/average_l0_128
71/width_65k/canonical				layer_11/width_65k/average_l0_70
72/width_65k/canonical				layer_12/width_65k/average_l0_72
73/width_65k/canonical				layer_13/width_65k/average_l0_75
74/width_65k/canonical
75/width_65k/canonical				layer_15/width_65k/average_l0_127
76/width_65k/canonical				layer_16/width_65k/average_l0_128
77/width_65k/canonical				layer_17/width_65k/average_l0_125
78/width_65k/canonical				layer_18/width_65k/average_l0_116
79/width_65k/canonical				layer_19/width_65k/average_l0_115
620/width_65k/canonical				layer_20/width_65k/average_l0_114
71/width_65k/canonical				layer_21/width_65k/average_l0_111
72/width_65k/canonical				layer_22/width_65k/average_l0_116
73/width_65k/canonical				layer_23/width_65k/average_l0_123
74/width_65k/canonical				layer_24/width_65k/average_l0_124
75/width_65k/canonical				layer_25/width_65k/average_l0_93
30	337
0layer_20/width_131k/average_l0_13	13
P53	153
O24	24
O43	43
O81	81
@6k/average_l0_14	14
O89	189
N25	25
N47	47
N91	91
631/width_131k/average_l0_109	109
P3	13
O22	22
O37	37
O63	63
@6k/average_l0_14	14
P2	142
N24	24
N43	43
N76	76
69/width_131k/average_l0_121	121
O3	13
N22	22
N39	39
N67	67
?6k/average_l0_14	14
N86	186
M26	26
M47	47
M88	88
6	370
0layer_9/width_16k/canonical				layer_9/width_16k/average_l0_88
620/width_16k/canonical				layer_20/width_16k/average_l0_91
631/width_16k/canonical				layer_31/width_16k/average_l0_76
69/width_131k/canonical				layer_9/width_131k/average_l0_121
620/width_131k/canonical				layer_20/width_131k/average_l0_81
631/width_131k/canonical				layer_31/width_131k/average_l0_109
492	5491
0layer_0/width_16k/average_l0_12	12
N6	16
M25	25
M38	38
M61	61
?31k/average_l0_8	8
N11	11
O5	15
N22	22
N33	33
N55	55
61/width_16k/average_l0_17	17
M34	34
M77	77
M147	147
M266	266
?31k/average_l0_8	8
N12	12
O8	18
N29	29
N63	63
N116	116
70/width_16k/average_l0_18	18
N33	33
N63	63
N132	132
N301	301
@31k/average_l0_16	16
O28	28
O51	51
O97	97
O199	199
O440	440
71/width_16k/average_l0_18	18
N34	34
N67	67
N153	153
N366	366
@31k/average_l0_17	17
O29	29
O54	54
O104	104
O241	241
O552	552
72/width_16k/average_l0_19	19
N35	35
N68	68
N149	149
N337	337
N654	654
@31k/average_l0_17	17
O29	29
O55	55
O110	110
O237	237
O525	525
73/width_16k/average_l0_20	20
N38	38
N77	77
N170	170
N380	380
N675	675
@31k/average_l0_18	18
O33	33
O64	64
O126	126
O283	283
O611	611
74/width_16k/average_l0_21	21
N40	40
N81	81
N179	179
N411	411
N767	767
@31k/average_l0_18	18
O35	35
O67	67
O131	131
O306	306
O650	650
75/width_16k/average_l0_21	21
N40	40
N79	79
N168	168
N344	344
N638	638
@31k/average_l0_19	19
O35	35
O67	67
O130	130
O283	283
O540	540
76/width_16k/average_l0_21	21
N40	40
N81	81
N172	172
N376	376
N705	705
@31k/average_l0_19	19
O36	36
O71	71
O140	140
O298	298
O621	621
77/width_16k/average_l0_24	24
N50	50
N110	110
N227	227
N435	435
N719	719
@31k/average_l0_22	22
O44	44
O90	90
O191	191
O380	380
O672	672
78/width_16k/average_l0_21	21
N40	40
N80	80
N171	171
N352	352
N646	646
@31k/average_l0_19	19
O35	35
O69	69
O133	133
O294	294
O557	557
79/width_16k/average_l0_21	21
N41	41
N86	86
N186	186
N360	360
N661	661
@31k/average_l0_19	19
O38	38
O71	71
O152	152
O307	307
O571	571
62/width_16k/average_l0_15	15
M30	30
M69	69
M180	180
M384	384
?31k/average_l0_7	7
N11	11
O8	18
N32	32
N62	62
N135	135
70/width_16k/average_l0_20	20
N39	39
N76	76
N158	158
N342	342
N674	674
@31k/average_l0_18	18
O34	34
O65	65
O125	125
O270	270
O558	558
71/width_16k/average_l0_21	21
N41	41
N86	86
N195	195
N420	420
N792	792
@31k/average_l0_18	18
O35	35
O71	71
O150	150
O333	333
O665	665
72/width_16k/average_l0_20	20
N36	36
N70	70
N141	141
N289	289
N569	569
@31k/average_l0_17	17
O32	32
O59	59
O115	115
O231	231
O446	446
73/width_16k/average_l0_21	21
N41	41
N80	80
N173	173
N356	356
N649	649
@31k/average_l0_19	19
O36	36
O66	66
O134	134
O288	288
O568	568
74/width_16k/average_l0_21	21
N40	40
N79	79
N167	167
N348	348
N615	615
@31k/average_l0_19	19
O35	35
O66	66
O130	130
O273	273
O542	542
75/width_16k/average_l0_19	19
N36	36
N73	73
N156	156
N371	371
N686	686
@31k/average_l0_17	17
O31	31
O59	59
O115	115
O261	261
O605	605
76/width_16k/average_l0_20	20
N38	38
N75	75
N159	159
N336	336
N634	634
@31k/average_l0_18	18
O32	32
O62	62
O120	120
O267	267
O525	525
77/width_16k/average_l0_18	18
N33	33
N64	64
N136	136
N306	306
N613	613
@31k/average_l0_16	16
O28	28
O53	53
O102	102
O211	211
O458	458
78/width_16k/average_l0_20	20
N37	37
N71	71
N143	143
N279	279
N498	498
@31k/average_l0_19	19
O32	32
O59	59
O115	115
O230	230
O452	452
79/width_16k/average_l0_18	18
N35	35
N76	76
N171	171
N308	308
N559	559
@31k/average_l0_17	17
O30	30
O57	57
O128	128
O265	265
O446	446
63/width_16k/average_l0_23	23
M44	44
M102	102
M221	221
M435	435
?31k/average_l0_10	10
O7	17
N31	31
N58	58
N119	119
N252	252
70/width_16k/average_l0_19	19
N36	36
N73	73
N157	157
N313	313
N558	558
@31k/average_l0_17	17
O29	29
O55	55
O109	109
O236	236
O491	491
71/width_16k/average_l0_18	18
N36	36
N73	73
N168	168
N356	356
N630	630
@31k/average_l0_16	16
O29	29
O56	56
O117	117
O265	265
O543	543
72/width_16k/average_l0_18	18
N35	35
N74	74
N158	158
N306	306
N534	534
@31k/average_l0_16	16
O31	31
O56	56
O117	117
O248	248
O464	464
73/width_16k/average_l0_17	17
N37	37
N78	78
N158	158
N318	318
N531	531
@31k/average_l0_16	16
O28	28
O58	58
O128	128
O248	248
O471	471
74/width_16k/average_l0_17	17
N38	38
N91	91
N192	192
N339	339
N527	527
@31k/average_l0_15	15
O29	29
O63	63
O199	199
O291	291
O483	483
75/width_16k/average_l0_14	14
N33	33
N77	77
N168	168
N303	303
N488	488
@31k/average_l0_13	13
O26	26
O54	54
O124	124
O258	258
O427	427
76/width_16k/average_l0_15	15
N32	32
N69	69
N144	144
N293	293
N544	544
@31k/average_l0_16	16
O26	26
O51	51
O105	105
O229	229
O455	455
77/width_16k/average_l0_17	17
N34	34
N82	82
N172	172
N309	309
N519	519
@31k/average_l0_15	15
O28	28
O55	55
O124	124
O248	248
O450	450
78/width_16k/average_l0_18	18
N36	36
N81	81
N175	175
N334	334
N547	547
@31k/average_l0_17	17
O30	30
O60	60
O135	135
O284	284
O489	489
79/width_16k/average_l0_15	15
N33	33
N77	77
N176	176
N391	391
N694	694
@31k/average_l0_17	17
O27	27
O54	54
O120	120
O273	273
O604	604
64/width_16k/average_l0_26	26
M54	54
M126	126
M274	274
M524	524
?31k/average_l0_12	12
N21	21
N38	38
N75	75
N163	163
N330	330
70/width_16k/average_l0_18	18
N38	38
N91	91
N189	189
N341	341
N603	603
@31k/average_l0_16	16
O30	30
O64	64
O144	144
O269	269
O493	493
71/width_16k/average_l0_13	13
N25	25
N56	56
N129	129
N254	254
N450	450
@31k/average_l0_13	13
O22	22
O43	43
O92	92
O202	202
O370	370
65/width_16k/average_l0_25	25
M53	53
M125	125
M270	270
M529	529
?31k/average_l0_12	12
N21	21
N39	39
N78	78
N160	160
N351	351
66/width_16k/average_l0_16	16
M28	28
M51	51
M108	108
M258	258
?31k/average_l0_14	14
N24	24
N41	41
N73	73
N148	148
N353	353
67/width_16k/average_l0_18	18
M33	33
M70	70
M160	160
M335	335
?31k/average_l0_16	16
N28	28
N52	52
N106	106
N229	229
N473	473
68/width_16k/average_l0_17	17
M32	32
M65	65
M150	150
M362	362
?31k/average_l0_16	16
N27	27
N51	51
N98	98
N222	222
N531	531
69/width_16k/average_l0_18	18
M34	34
M71	71
M172	172
M349	349
?31k/average_l0_16	16
N30	30
N54	54
N111	111
N263	263
N511	511
84	4887
0layer_0/width_16k/canonical				layer_0/width_16k/average_l0_61
61/width_16k/canonical				layer_1/width_16k/average_l0_77
62/width_16k/canonical				layer_2/width_16k/average_l0_69
63/width_16k/canonical				layer_3/width_16k/average_l0_102
64/width_16k/canonical				layer_4/width_16k/average_l0_126
65/width_16k/canonical				layer_5/width_16k/average_l0_125
66/width_16k/canonical				layer_6/width_16k/average_l0_108
67/width_16k/canonical				layer_7/width_16k/average_l0_70
68/width_16k/canonical				layer_8/width_16k/average_l0_65
69/width_16k/canonical
610/width_16k/canonical				layer_10/width_16k/average_l0_132
71/width_16k/canonical				layer_11/width_16k/average_l0_67
72/width_16k/canonical				layer_12/width_16k/average_l0_68
73/width_16k/canonical				layer_13/width_16k/average_l0_77
74/width_16k/canonical				layer_14/width_16k/average_l0_81
75/width_16k/canonical				layer_15/width_16k/average_l0_79
76/width_16k/canonical				layer_16/width_16k/average_l0_81
77/width_16k/canonical				layer_17/width_16k/average_l0_110
78/width_16k/canonical				layer_18/width_16k/average_l0_80
79/width_16k/canonical				layer_19/width_16k/average_l0_86
620/width_16k/canonical				layer_20/width_16k/average_l0_76
71/width_16k/canonical				layer_21/width_16k/average_l0_86
72/width_16k/canonical				layer_22/width_16k/average_l0_70
73/width_16k/canonical				layer_23/width_16k/average_l0_80
74/width_16k/canonical				layer_24/width_16k/average_l0_79
75/width_16k/canonical				layer_25/width_16k/average_l0_73
76/width_16k/canonical				layer_26/width_16k/average_l0_75
77/width_16k/canonical				layer_27/width_16k/average_l0_136
78/width_16k/canonical
79/width_16k/canonical				layer_29/width_16k/average_l0_76
630/width_16k/canonical				layer_30/width_16k/average_l0_73
71/width_16k/canonical				layer_31/width_16k/average_l0_73
72/width_16k/canonical				layer_32/width_16k/average_l0_74
73/width_16k/canonical				layer_33/width_16k/average_l0_78
74/width_16k/canonical				layer_34/width_16k/average_l0_91
75/width_16k/canonical				layer_35/width_16k/average_l0_77
76/width_16k/canonical				layer_36/width_16k/average_l0_69
77/width_16k/canonical				layer_37/width_16k/average_l0_82
78/width_16k/canonical				layer_38/width_16k/average_l0_81
79/width_16k/canonical				layer_39/width_16k/average_l0_77
640/width_16k/canonical				layer_40/width_16k/average_l0_91
71/width_16k/canonical				layer_41/width_16k/average_l0_129
60/width_131k/canonical				layer_0/width_131k/average_l0_55
61/width_131k/canonical				layer_1/width_131k/average_l0_116
62/width_131k/canonical				layer_2/width_131k/average_l0_135
63/width_131k/canonical				layer_3/width_131k/average_l0_119
64/width_131k/canonical				layer_4/width_131k/average_l0_75
65/width_131k/canonical				layer_5/width_131k/average_l0_78
66/width_131k/canonical				layer_6/width_131k/average_l0_73
67/width_131k/canonical				layer_7/width_131k/average_l0_106
68/width_131k/canonical				layer_8/width_131k/average_l0_98
69/width_131k/canonical				layer_9/width_131k/average_l0_111
610/width_131k/canonical				layer_10/width_131k/average_l0_97
71/width_131k/canonical				layer_11/width_131k/average_l0_104
72/width_131k/canonical				layer_12/width_131k/average_l0_110
73/width_131k/canonical				layer_13/width_131k/average_l0_126
74/width_131k/canonical				layer_14/width_131k/average_l0_131
75/width_131k/canonical				layer_15/width_131k/average_l0_130
76/width_131k/canonical
77/width_131k/canonical				layer_17/width_131k/average_l0_90
78/width_131k/canonical				layer_18/width_131k/average_l0_69
79/width_131k/canonical
620/width_131k/canonical				layer_20/width_131k/average_l0_125
71/width_131k/canonical
72/width_131k/canonical				layer_22/width_131k/average_l0_115
73/width_131k/canonical				layer_23/width_131k/average_l0_66
74/width_131k/canonical				layer_24/width_131k/average_l0_130
75/width_131k/canonical				layer_25/width_131k/average_l0_115
76/width_131k/canonical				layer_26/width_131k/average_l0_120
77/width_131k/canonical				layer_27/width_131k/average_l0_102
78/width_131k/canonical				layer_28/width_131k/average_l0_115
79/width_131k/canonical				layer_29/width_131k/average_l0_128
630/width_131k/canonical				layer_30/width_131k/average_l0_109
71/width_131k/canonical				layer_31/width_131k/average_l0_117
72/width_131k/canonical				layer_32/width_131k/average_l0_117
73/width_131k/canonical				layer_33/width_131k/average_l0_128
74/width_131k/canonical				layer_34/width_131k/average_l0_63
75/width_131k/canonical				layer_35/width_131k/average_l0_124
76/width_131k/canonical				layer_36/width_131k/average_l0_105
77/width_131k/canonical				layer_37/width_131k/average_l0_124
78/width_131k/canonical				layer_38/width_131k/average_l0_135
79/width_131k/canonical				layer_39/width_131k/average_l0_120
640/width_131k/canonical				layer_40/width_131k/average_l0_64
71/width_131k/canonical				layer_41/width_131k/average_l0_92
492	7675
0layer_0/width_16k/average_l0_6	6				-
M10	10				-
N6	16				-
M28	28				-
M50	50
?31k/average_l0_3	3				-
N5	5				-
N7	7				-
N11	11				-
O8	18				-
N30	30				-
61/width_16k/average_l0_12	12				-
M26	26				-
M56	56
M128	128				-
M278	278				-
?31k/average_l0_6	6				-
N10	10				-
O8	18				-
N32	32				-
N59	59				-
N106	106				-
70/width_16k/average_l0_13	13				-
N24	24				-
N49	49
N114	114				-
N276	276				-
@31k/average_l0_12	12				-
O22	22				-
O42	42				-
O83	83				-
O167	167				-
O362	362				-
71/width_16k/average_l0_17	17				-
N34	34
N76	76				-
N180	180				-
N421	421				-
@31k/average_l0_17	17				-
O31	31				-
O60	60				-
O120	120				-
O259	259				-
O569	569				-
72/width_16k/average_l0_20	20				-
N42	42
N96	96				-
N237	237				-
N543	543				-
N1033	1033				-
@31k/average_l0_19	19				-
O38	38				-
O77	77				-
O159	159				-
O338	338				-
O745	745				-
73/width_16k/average_l0_19	19				-
N40	40
N94	94				-
N225	225				-
N512	512				-
N992	992				-
@31k/average_l0_20	20				-
O38	38				-
O75	75				-
O160	160				-
O351	351				-
O703	703				-
74/width_16k/average_l0_19	19				-
N41	41
N97	97				-
N236	236				-
N538	538				-
N1023	1023				-
@31k/average_l0_20	20				-
O40	40				-
O80	80				-
O174	174				-
O374	374				-
O743	743				-
75/width_16k/average_l0_20	20				-
N45	45
N107	107				-
N260	260				-
N572	572				-
N1053	1053				-
@31k/average_l0_21	21				-
O43	43				-
O89	89				-
O194	194				-
O421	421				-
O828	828				-
76/width_16k/average_l0_16	16				-
N37	37
N91	91				-
N221	221				-
N489	489				-
N916	916				-
@31k/average_l0_17	17				-
O38	38				-
O81	81				-
O175	175				-
O384	384				-
O744	744				-
77/width_16k/average_l0_18	18				-
N41	41
N104	104				-
N274	274				-
N624	624				-
N1137	1137				-
@31k/average_l0_22	22				-
O43	43				-
O91	91				-
O207	207				-
O483	483				-
O950	950				-
78/width_16k/average_l0_16	16				-
N36	36
N89	89				-
N235	235				-
N564	564				-
N1052	1052				-
@31k/average_l0_19	19				-
O37	37				-
O82	82				-
O174	174				-
O420	420				-
O865	865				-
79/width_16k/average_l0_16	16				-
N38	38
N98	98				-
N255	255				-
N599	599				-
N1097	1097				-
@31k/average_l0_19	19				-
O40	40				-
O85	85				-
O189	189				-
O440	440				-
O899	899				-
62/width_16k/average_l0_8	8				-
M16	16				-
M33	33
M81	81				-
M163	163				-
?31k/average_l0_4	4				-
N7	7				-
N12	12				-
N20	20				-
N35	35				-
N61	61				-
70/width_16k/average_l0_17	17				-
N41	41
N108	108				-
N284	284				-
N643	643				-
N1127	1127				-
@31k/average_l0_20	20				-
O41	41				-
O93	93				-
O212	212				-
O477	477				-
O992	992				-
71/width_16k/average_l0_15	15				-
N34	34
N88	88				-
N241	241				-
N571	571				-
N1063	1063				-
@31k/average_l0_16	16				-
O35	35				-
O79	79				-
O179	179				-
O417	417				-
O884	884				-
72/width_16k/average_l0_15	15				-
N34	34
N85	85				-
N226	226				-
N566	566				-
N1065	1065				-
@31k/average_l0_17	17				-
O35	35				-
O77	77				-
O172	172				-
O404	404				-
O861	861				-
73/width_16k/average_l0_15	15				-
N31	31				-
N73	73
N190	190				-
N492	492				-
N990	990				-
@31k/average_l0_17	17				-
O32	32				-
O67	67				-
O146	146				-
O354	354				-
O754	754				-
74/width_16k/average_l0_15	15				-
N32	32
N73	73				-
N192	192				-
N494	494				-
N999	999				-
@31k/average_l0_17	17				-
O33	33				-
O67	67				-
O147	147				-
O351	351				-
O709	709				-
75/width_16k/average_l0_15	15				-
N31	31				-
N72	72
N184	184				-
N494	494				-
N1013	1013				-
@31k/average_l0_16	16				-
O32	32				-
O65	65				-
O139	139				-
O326	326				-
O691	691				-
76/width_16k/average_l0_14	14				-
N26	26				-
N57	57
N142	142				-
N394	394				-
N887	887				-
@31k/average_l0_14	14				-
O27	27				-
O53	53				-
O110	110				-
O249	249				-
O568	568				-
77/width_16k/average_l0_14	14				-
N25	25				-
N52	52
N126	126				-
N352	352				-
N813	813				-
@31k/average_l0_14	14				-
O26	26				-
O49	49				-
O99	99				-
O211	211				-
O487	487				-
78/width_16k/average_l0_14	14				-
N26	26				-
N50	50
N115	115				-
N324	324				-
N773	773				-
@31k/average_l0_15	15				-
O26	26				-
O47	47				-
O91	91				-
O189	189				-
O425	425				-
79/width_16k/average_l0_15	15				-
N26	26				-
N49	49
N111	111				-
N311	311				-
N725	725				-
@31k/average_l0_15	15				-
O26	26				-
O47	47				-
O87	87				-
O174	174				-
O386	386				-
63/width_16k/average_l0_13	13				-
M25	25				-
M55	55
M126	126				-
M234	234				-
?31k/average_l0_6	6				-
N11	11				-
O9	19				-
N33	33				-
N58	58				-
N109	109				-
70/width_16k/average_l0_14	14				-
N26	26				-
N51	51
N116	116				-
N333	333				-
N806	806				-
@31k/average_l0_14	14				-
O26	26				-
O47	47				-
O89	89				-
O179	179				-
O391	391				-
71/width_16k/average_l0_12	12				-
N22	22				-
N43	43
N94	94				-
N263	263				-
N671	671				-
@31k/average_l0_12	12				-
O22	22				-
O40	40				-
O77	77				-
O153	153				-
O326	326				-
72/width_16k/average_l0_11	11				-
N21	21				-
N44	44
N98	98				-
N267	267				-
N623	623				-
@31k/average_l0_12	12				-
O21	21				-
O40	40				-
O76	76				-
O155	155				-
O336	336				-
73/width_16k/average_l0_12	12				-
N23	23				-
N48	48
N107	107				-
N282	282				-
N628	628				-
@31k/average_l0_12	12				-
O22	22				-
O42	42				-
O83	83				-
O168	168				-
O394	394				-
74/width_16k/average_l0_11	11				-
N22	22				-
N47	47
N107	107				-
N268	268				-
N559	559				-
@31k/average_l0_10	10				-
O20	20				-
O40	40				-
O82	82				-
O167	167				-
O390	390				-
75/width_16k/average_l0_10	10				-
N21	21				-
N46	46
N108	108				-
N254	254				-
N538	538				-
@31k/average_l0_10	10				-
P9	19				-
O39	39				-
O80	80				-
O176	176				-
O389	389				-
76/width_16k/average_l0_11	11				-
N22	22				-
N47	47
N109	109				-
N256	256				-
N523	523				-
@31k/average_l0_11	11				-
O20	20				-
O40	40				-
O81	81				-
O174	174				-
O389	389				-
77/width_16k/average_l0_12	12				-
N24	24				-
N53	53
N119	119				-
N267	267				-
N549	549				-
@31k/average_l0_12	12				-
O23	23				-
O44	44				-
O90	90				-
O203	203				-
O403	403				-
78/width_16k/average_l0_11	11				-
N22	22				-
N45	45
N98	98				-
N225	225				-
N491	491				-
@31k/average_l0_11	11				-
O21	21				-
O40	40				-
O79	79				-
O161	161				-
O347	347				-
79/width_16k/average_l0_12	12				-
N22	22				-
N43	43
N90	90				-
N207	207				-
N458	458				-
@31k/average_l0_11	11				-
O21	21				-
O38	38				-
O75	75				-
O150	150				-
O319	319				-
64/width_16k/average_l0_15	15				-
M30	30				-
M66	66
M151	151				-
M343	343				-
?31k/average_l0_8	8				-
N14	14				-
N24	24				-
N45	45				-
N84	84				-
N157	157				-
70/width_16k/average_l0_11	11				-
O9	19				-
N37	37
N74	74				-
N162	162				-
N371	371				-
@31k/average_l0_11	11				-
P8	18				-
O33	33				-
O63	63				-
O125	125				-
O267	267				-
71/width_16k/average_l0_8	8				-
N15	15				-
N28	28				-
N58	58
N126	126				-
N288	288				-
@31k/average_l0_8	8				-
O14	14				-
O25	25				-
O49	49				-
O99	99				-
O208	208				-
65/width_16k/average_l0_14	14				-
M24	24				-
M46	46
M93	93				-
M194	194				-
?31k/average_l0_7	7				-
N12	12				-
N21	21				-
N37	37				-
N68	68				-
N131	131				-
66/width_16k/average_l0_12	12				-
M23	23				-
M46	46
M96	96				-
M206	206				-
?31k/average_l0_12	12				-
N22	22				-
N40	40				-
N72	72				-
N135	135				-
N271	271				-
67/width_16k/average_l0_14	14				-
M25	25				-
M47	47
M101	101				-
M231	231				-
?31k/average_l0_13	13				-
N23	23				-
N41	41				-
N75	75				-
N143	143				-
N309	309				-
68/width_16k/average_l0_15	15				-
M27	27				-
M55	55
M124	124				-
M309	309				-
?31k/average_l0_15	15				-
N26	26				-
N48	48				-
N89	89				-
N184	184				-
N423	423				-
69/width_16k/average_l0_12	12				-
M21	21				-
M40	40				-
M83	83
M200	200				-
?31k/average_l0_12	12				-
N21	21				-
N38	38				-
N67	67				-
N129	129				-
N269	269				-
84	4914
0layer_0/width_16k/canonical				layer_0/width_16k/average_l0_50
61/width_16k/canonical				layer_1/width_16k/average_l0_128
62/width_16k/canonical				layer_2/width_16k/average_l0_81
63/width_16k/canonical				layer_3/width_16k/average_l0_126
64/width_16k/canonical				layer_4/width_16k/average_l0_66
65/width_16k/canonical				layer_5/width_16k/average_l0_93
66/width_16k/canonical				layer_6/width_16k/average_l0_96
67/width_16k/canonical				layer_7/width_16k/average_l0_101
68/width_16k/canonical				layer_8/width_16k/average_l0_124
69/width_16k/canonical				layer_9/width_16k/average_l0_83
610/width_16k/canonical				layer_10/width_16k/average_l0_114
71/width_16k/canonical				layer_11/width_16k/average_l0_76
72/width_16k/canonical				layer_12/width_16k/average_l0_96
73/width_16k/canonical				layer_13/width_16k/average_l0_94
74/width_16k/canonical				layer_14/width_16k/average_l0_97
75/width_16k/canonical				layer_15/width_16k/average_l0_107
76/width_16k/canonical				layer_16/width_16k/average_l0_91
77/width_16k/canonical				layer_17/width_16k/average_l0_104
78/width_16k/canonical
79/width_16k/canonical				layer_19/width_16k/average_l0_98
620/width_16k/canonical				layer_20/width_16k/average_l0_108
71/width_16k/canonical				layer_21/width_16k/average_l0_88
72/width_16k/canonical				layer_22/width_16k/average_l0_85
73/width_16k/canonical				layer_23/width_16k/average_l0_73
74/width_16k/canonical				layer_24/width_16k/average_l0_73
75/width_16k/canonical				layer_25/width_16k/average_l0_72
76/width_16k/canonical				layer_26/width_16k/average_l0_142
77/width_16k/canonical				layer_27/width_16k/average_l0_126
78/width_16k/canonical				layer_28/width_16k/average_l0_115
79/width_16k/canonical				layer_29/width_16k/average_l0_111
630/width_16k/canonical				layer_30/width_16k/average_l0_116
71/width_16k/canonical				layer_31/width_16k/average_l0_94
72/width_16k/canonical				layer_32/width_16k/average_l0_98
73/width_16k/canonical				layer_33/width_16k/average_l0_107
74/width_16k/canonical				layer_34/width_16k/average_l0_107
75/width_16k/canonical				layer_35/width_16k/average_l0_108
76/width_16k/canonical				layer_36/width_16k/average_l0_109
77/width_16k/canonical				layer_37/width_16k/average_l0_119
78/width_16k/canonical				layer_38/width_16k/average_l0_98
79/width_16k/canonical				layer_39/width_16k/average_l0_90
640/width_16k/canonical				layer_40/width_16k/average_l0_74
71/width_16k/canonical				layer_41/width_16k/average_l0_126
60/width_131k/canonical				layer_0/width_131k/average_l0_30
61/width_131k/canonical				layer_1/width_131k/average_l0_106
62/width_131k/canonical				layer_2/width_131k/average_l0_61
63/width_131k/canonical				layer_3/width_131k/average_l0_109
64/width_131k/canonical				layer_4/width_131k/average_l0_84
65/width_131k/canonical				layer_5/width_131k/average_l0_131
66/width_131k/canonical				layer_6/width_131k/average_l0_72
67/width_131k/canonical				layer_7/width_131k/average_l0_75
68/width_131k/canonical
69/width_131k/canonical				layer_9/width_131k/average_l0_129
610/width_131k/canonical				layer_10/width_131k/average_l0_83
71/width_131k/canonical				layer_11/width_131k/average_l0_120
72/width_131k/canonical				layer_12/width_131k/average_l0_77
73/width_131k/canonical				layer_13/width_131k/average_l0_75
74/width_131k/canonical				layer_14/width_131k/average_l0_80
75/width_131k/canonical
76/width_131k/canonical				layer_16/width_131k/average_l0_81
77/width_131k/canonical				layer_17/width_131k/average_l0_91
78/width_131k/canonical				layer_18/width_131k/average_l0_82
79/width_131k/canonical				layer_19/width_131k/average_l0_85
620/width_131k/canonical				layer_20/width_131k/average_l0_93
71/width_131k/canonical				layer_21/width_131k/average_l0_79
72/width_131k/canonical				layer_22/width_131k/average_l0_77
73/width_131k/canonical				layer_23/width_131k/average_l0_67
74/width_131k/canonical				layer_24/width_131k/average_l0_67
75/width_131k/canonical				layer_25/width_131k/average_l0_65
76/width_131k/canonical				layer_26/width_131k/average_l0_110
77/width_131k/canonical				layer_27/width_131k/average_l0_99
78/width_131k/canonical				layer_28/width_131k/average_l0_91
79/width_131k/canonical				layer_29/width_131k/average_l0_87
630/width_131k/canonical
71/width_131k/canonical				layer_31/width_131k/average_l0_77
72/width_131k/canonical				layer_32/width_131k/average_l0_76
73/width_131k/canonical				layer_33/width_131k/average_l0_83
74/width_131k/canonical				layer_34/width_131k/average_l0_82
75/width_131k/canonical				layer_35/width_131k/average_l0_80
76/width_131k/canonical				layer_36/width_131k/average_l0_81
77/width_131k/canonical				layer_37/width_131k/average_l0_90
78/width_131k/canonical				layer_38/width_131k/average_l0_79
79/width_131k/canonical				layer_39/width_131k/average_l0_75
640/width_131k/canonical				layer_40/width_131k/average_l0_125
71/width_131k/canonical				layer_41/width_131k/average_l0_99
536	8235
0embedding/width_4k/average_l0_14
N22
N7
N80
0layer_0/width_131k/average_l0_11	11				-
O5	15				-
N21	21				-
N30	30
N41	41				-
N8	8				-
?6k/average_l0_11	11				-
N29	129				-
N7	17				-
M35	35
M68	68				-
61/width_131k/average_l0_13	13				-
N20	20				-
N33	33
N56	56				-
N6	6				-
N9	9				-
?6k/average_l0_15	15				-
N75	175				-
M31	31				-
M69	69
M9	9				-
70/width_131k/average_l0_15	15				-
Q1	151				-
O27	27				-
O47	47
O84	84				-
O9	9				-
@6k/average_l0_10	10				-
O13	113				-
O7	17				-
N243	243				-
N31	31				-
N57	57
71/width_131k/average_l0_16	16				-
Q2	162				-
O27	27				-
O49	49
O88	88				-
O9	9				-
@6k/average_l0_10	10				-
O18	118				-
O8	18				-
N255	255				-
N32	32
N60	60				-
72/width_131k/average_l0_10	10				-
P7	17				-
P83	183				-
O29	29				-
O52	52
O96	96				-
@6k/average_l0_10	10				-
O30	130				-
O9	19				-
N287	287				-
N33	33
N64	64				-
73/width_131k/average_l0_10	10				-
P7	17				-
P89	189				-
O30	30
O54	54				-
O99	99				-
@6k/average_l0_11	11				-
O32	132				-
O9	19				-
N285	285				-
N34	34
N65	65				-
74/width_131k/average_l0_10	10				-
Q5	105				-
P8	18				-
P97	197				-
O31	31				-
O56	56
@6k/average_l0_11	11				-
O37	137				-
O9	19				-
N294	294				-
N35	35
N67	67				-
75/width_131k/average_l0_10	10				-
Q3	103				-
P7	17				-
P98	198				-
O30	30				-
O55	55
@6k/average_l0_10	10				-
O31	131				-
O8	18				-
N290	290				-
N34	34
N65	65				-
76/width_131k/average_l0_11	11				-
P21	121				-
O20	20				-
P32	232				-
O35	35
O65	65				-
@6k/average_l0_11	11				-
O52	152				-
N21	21				-
N346	346				-
O9	39
N75	75				-
77/width_131k/average_l0_11	11				-
Q7	117				-
P9	19				-
O221	221				-
O35	35
O64	64				-
@6k/average_l0_12	12				-
O44	144				-
N21	21				-
N317	317				-
O8	38
N73	73				-
78/width_131k/average_l0_11	11				-
Q3	113				-
P9	19				-
O221	221				-
O34	34
O62	62				-
@6k/average_l0_11	11				-
O40	140				-
N20	20				-
N309	309				-
O7	37
N71	71				-
79/width_131k/average_l0_10	10				-
P10	110				-
P8	18				-
O210	210				-
O32	32
O60	60				-
@6k/average_l0_11	11				-
O32	132				-
O9	19				-
N293	293				-
N35	35
N67	67				-
62/width_131k/average_l0_12	12				-
O9	19				-
N36	36
N5	5				-
N70	70				-
N8	8				-
?6k/average_l0_14	14				-
N89	189				-
M29	29				-
M67	67
M8	8				gemma-2-9b/20-gemmascope-res-131k__l0-10
70/width_131k/average_l0_11	11
Q4	114				gemma-2-9b/20-gemmascope-res-131k__l0-12
P9	19
O221	221
P76	276
O34	34
O53	53
O62	62
@6k/average_l0_11	11
O38	138
N20	20
N310	310
O6	36
N408	408
N58	58
N68	68				-
@m/average_l0_101	101				-
N1	11				gemma-2-9b/20-gemmascope-res-1m__l0-11
N9	19				gemma-2-9b/20-gemmascope-res-1m__l0-19
O3	193				gemma-2-9b/20-gemmascope-res-1m__l0-193
M34	34				gemma-2-9b/20-gemmascope-res-1m__l0-34
M57	57				gemma-2-9b/20-gemmascope-res-1m__l0-57
?262k/average_l0_11	11				-
O259	259				-
O50	50				-
?32k/average_l0_11	11				-
N344	344				-
N57	57				-
?524k/average_l0_10	10				-
O241	241				-
O48	48				-
?65k/average_l0_11	11				-
N55	55				-
N298	298				-
71/width_131k/average_l0_109	109				-
P1	11				-
P9	19				-
O204	204				-
O33	33
O58	58				-
@6k/average_l0_11	11				-
O29	129				-
O9	19				-
N278	278				-
N36	36
N66	66				-
72/width_131k/average_l0_10	10				-
Q5	105				-
P8	18				-
P97	197				-
O32	32
O58	58				-
@6k/average_l0_11	11				-
O23	123				-
O9	19				-
N268	268				-
N35	35
N65	65				-
73/width_131k/average_l0_10	10				-
Q1	101				-
P8	18				-
Q7	187				-
O32	32
O56	56				-
@6k/average_l0_11	11				-
O20	120				-
O9	19				-
N248	248				-
N35	35
N63	63				-
74/width_131k/average_l0_10	10				-
P7	17				-
P80	180				-
O30	30				-
O55	55
O97	97				-
@6k/average_l0_10	10				-
O14	114				-
O9	19				-
N234	234				-
N34	34
N61	61				-
75/width_131k/average_l0_10	10				-
P77	177				-
P8	18				-
O31	31				-
O54	54
O96	96				-
@6k/average_l0_11	11				-
P4	114				-
O9	19				-
N231	231				-
N34	34
N61	61				-
76/width_131k/average_l0_10	10				-
P76	176				-
P8	18				-
O32	32
O55	55				-
O97	97				-
@6k/average_l0_11	11				-
P6	116				-
N20	20				-
O33	233				-
N35	35
N63	63				-
77/width_131k/average_l0_11	11				-
P71	171				-
P9	19				-
O33	33
O56	56				-
O96	96				-
@6k/average_l0_118	118				-
O2	12				-
N21	21				-
O30	230				-
N36	36
N65	65				-
78/width_131k/average_l0_11	11				-
P71	171				-
P9	19				-
O32	32
O57	57				-
O98	98				-
@6k/average_l0_119	119				-
O2	12				-
N21	21				-
O29	229				-
N37	37
N65	65				-
79/width_131k/average_l0_11	11				-
P71	171				-
P9	19				-
O33	33
O56	56				-
O97	97				-
@6k/average_l0_119	119				-
O2	12				-
N21	21				-
O24	224				-
N38	38
N66	66				-
63/width_131k/average_l0_103	103				-
O4	14				-
N25	25				-
N46	46
N6	6				-
N9	9				-
?6k/average_l0_10	10				-
N7	17				-
M229	229				-
M37	37
M90	90				-
70/width_131k/average_l0_11	11				-
P70	170				-
P8	18				-
O32	32
O56	56				-
O95	95				-
@6k/average_l0_12	12				-
P0	120				-
N21	21				-
O26	226				-
N37	37
N66	66				-
71/width_131k/average_l0_10	10
P60	160
P8	18
O31	31
O52	52
O92	92				-
@6k/average_l0_11	11
P4	114
N20	20
O18	218
N35	35
N63	63
@m/average_l0_11	11				gemma-2-9b/31-gemmascope-res-1m__l0-11
N32	132				gemma-2-9b/31-gemmascope-res-1m__l0-132
M25	25				gemma-2-9b/31-gemmascope-res-1m__l0-25
N7	27				gemma-2-9b/31-gemmascope-res-1m__l0-27
M45	45				gemma-2-9b/31-gemmascope-res-1m__l0-45
M77	77				-
72/width_131k/average_l0_10	10				-
P58	158				-
P8	18				-
O30	30				-
O51	51
O88	88				-
@6k/average_l0_11	11				-
P1	111				-
N20	20				-
O19	219				-
N34	34
N61	61				-
73/width_131k/average_l0_10	10				-
P65	165				-
P8	18				-
O30	30				-
O51	51
O91	91				-
@6k/average_l0_11	11				-
P4	114				-
N20	20				-
O28	228				-
N34	34
N63	63				-
74/width_131k/average_l0_10	10				-
P63	163				-
P7	17				-
O30	30				-
O51	51
O89	89				-
@6k/average_l0_11	11				-
P4	114				-
O9	19				-
N229	229				-
N34	34
N60	60				-
75/width_131k/average_l0_10	10				-
P7	17				-
Q1	171				-
O30	30				-
O51	51
O94	94				-
@6k/average_l0_11	11				-
O20	120				-
O9	19				-
N246	246				-
N34	34
N61	61				-
76/width_131k/average_l0_10	10				-
P7	17				-
P80	180				-
O30	30				-
O51	51
O93	93				-
@6k/average_l0_11	11				-
O20	120				-
O9	19				-
N252	252				-
N34	34
N61	61				-
77/width_131k/average_l0_10	10				-
P8	18				-
Q4	184				-
O30	30				-
O53	53
O96	96				-
@6k/average_l0_11	11				-
O24	124				-
N20	20				-
O66	266				-
N34	34
N63	63				-
78/width_131k/average_l0_10	10				-
Q1	101				-
P8	18				-
P94	194				-
O30	30				-
O53	53
@6k/average_l0_11	11				-
O28	128				-
N20	20				-
O86	286				-
N34	34
N64	64				-
79/width_131k/average_l0_10	10				-
P8	18				-
P99	199				-
O30	30				-
O54	54
O99	99				-
@6k/average_l0_11	11				-
O31	131				-
O9	19				-
N298	298				-
N34	34
N64	64				-
64/width_131k/average_l0_101	101				-
O6	16				-
N28	28				-
N51	51
N6	6				-
N9	9				-
?6k/average_l0_10	10				-
N8	18				-
M234	234				-
M37	37
M91	91				-
70/width_131k/average_l0_10	10				-
P7	17				-
P93	193				-
O29	29				-
O49	49
O94	94				-
@6k/average_l0_10	10				-
O25	125				-
O8	18				-
N292	292				-
N32	32
N61	61				-
71/width_131k/average_l0_10	10				-
P5	15				-
P75	175				-
O26	26				-
O45	45
O84	84				-
@6k/average_l0_10	10				-
O13	113				-
O6	16				-
N270	270				-
O8	28				-
N52	52
65/width_131k/average_l0_10	10				-
O6	16				-
N29	29				-
N51	51
N6	6				-
N94	94				-
?6k/average_l0_11	11				-
N93	193				-
M20	20				-
M37	37
M77	77				-
66/width_131k/average_l0_12	12				-
P0	120				-
N21	21				-
N36	36				-
N66	66
N7	7				-
?6k/average_l0_14	14				-
M224	224				-
N5	25				-
M47	47
M8	8				-
M93	93				-
67/width_131k/average_l0_119	119				-
O3	13				-
N21	21				-
N38	38
N65	65				-
N8	8				-
?6k/average_l0_14	14				-
N98	198				-
M25	25				-
M46	46
M8	8				-
M92	92				-
68/width_131k/average_l0_129	129				-
O4	14				-
N24	24				-
N41	41
N72	72				-
N8	8				-
?6k/average_l0_16	16				-
M207	207				-
N8	28				-
M51	51
M9	9				-
N9	99				-
69/width_131k/average_l0_134	134
O4	14
N25	25
N42	42
N75	75				-
N8	8
?6k/average_l0_100	100				-
N6	16
M209	209
N8	28
M51	51
M9	9
?m/average_l0_122	122				-
M4	14				gemma-2-9b/9-gemmascope-res-1m__l0-14
L24	24				gemma-2-9b/9-gemmascope-res-1m__l0-24
L41	41				gemma-2-9b/9-gemmascope-res-1m__l0-41
L70	70				gemma-2-9b/9-gemmascope-res-1m__l0-70
L9	9				gemma-2-9b/9-gemmascope-res-1m__l0-9
90	5302
0layer_0/width_16k/canonical				layer_0/width_16k/average_l0_129
61/width_16k/canonical				layer_1/width_16k/average_l0_69
62/width_16k/canonical				layer_2/width_16k/average_l0_67
63/width_16k/canonical				layer_3/width_16k/average_l0_90
64/width_16k/canonical				layer_4/width_16k/average_l0_91
65/width_16k/canonical				layer_5/width_16k/average_l0_77
66/width_16k/canonical				layer_6/width_16k/average_l0_93
67/width_16k/canonical				layer_7/width_16k/average_l0_92
68/width_16k/canonical				layer_8/width_16k/average_l0_99
69/width_16k/canonical				layer_9/width_16k/average_l0_100
610/width_16k/canonical				layer_10/width_16k/average_l0_113
71/width_16k/canonical				layer_11/width_16k/average_l0_118
72/width_16k/canonical				layer_12/width_16k/average_l0_130
73/width_16k/canonical				layer_13/width_16k/average_l0_132
74/width_16k/canonical				layer_14/width_16k/average_l0_67
75/width_16k/canonical				layer_15/width_16k/average_l0_131
76/width_16k/canonical				layer_16/width_16k/average_l0_75
77/width_16k/canonical				layer_17/width_16k/average_l0_73
78/width_16k/canonical				layer_18/width_16k/average_l0_71
79/width_16k/canonical				layer_19/width_16k/average_l0_132
620/width_16k/canonical				layer_20/width_16k/average_l0_68
71/width_16k/canonical				layer_21/width_16k/average_l0_129
72/width_16k/canonical				layer_22/width_16k/average_l0_123
73/width_16k/canonical				layer_23/width_16k/average_l0_120
74/width_16k/canonical
75/width_16k/canonical
76/width_16k/canonical				layer_26/width_16k/average_l0_116
77/width_16k/canonical				layer_27/width_16k/average_l0_118
78/width_16k/canonical				layer_28/width_16k/average_l0_119
79/width_16k/canonical				layer_29/width_16k/average_l0_119
630/width_16k/canonical				layer_30/width_16k/average_l0_120
71/width_16k/canonical
72/width_16k/canonical				layer_32/width_16k/average_l0_111
73/width_16k/canonical
74/width_16k/canonical
75/width_16k/canonical				layer_35/width_16k/average_l0_120
76/width_16k/canonical				layer_36/width_16k/average_l0_120
77/width_16k/canonical				layer_37/width_16k/average_l0_124
78/width_16k/canonical				layer_38/width_16k/average_l0_128
79/width_16k/canonical				layer_39/width_16k/average_l0_131
640/width_16k/canonical				layer_40/width_16k/average_l0_125
71/width_16k/canonical				layer_41/width_16k/average_l0_113
60/width_131k/canonical				layer_0/width_131k/average_l0_41
61/width_131k/canonical				layer_1/width_131k/average_l0_56
62/width_131k/canonical				layer_2/width_131k/average_l0_70
63/width_131k/canonical				layer_3/width_131k/average_l0_103
64/width_131k/canonical				layer_4/width_131k/average_l0_101
65/width_131k/canonical				layer_5/width_131k/average_l0_94
66/width_131k/canonical				layer_6/width_131k/average_l0_120
67/width_131k/canonical				layer_7/width_131k/average_l0_119
68/width_131k/canonical				layer_8/width_131k/average_l0_72
69/width_131k/canonical				layer_9/width_131k/average_l0_75
610/width_131k/canonical				layer_10/width_131k/average_l0_84
71/width_131k/canonical				layer_11/width_131k/average_l0_88
72/width_131k/canonical				layer_12/width_131k/average_l0_96
73/width_131k/canonical				layer_13/width_131k/average_l0_99
74/width_131k/canonical				layer_14/width_131k/average_l0_105
75/width_131k/canonical				layer_15/width_131k/average_l0_103
76/width_131k/canonical				layer_16/width_131k/average_l0_121
77/width_131k/canonical				layer_17/width_131k/average_l0_117
78/width_131k/canonical				layer_18/width_131k/average_l0_113
79/width_131k/canonical				layer_19/width_131k/average_l0_110
620/width_131k/canonical
71/width_131k/canonical				layer_21/width_131k/average_l0_109
72/width_131k/canonical				layer_22/width_131k/average_l0_105
73/width_131k/canonical				layer_23/width_131k/average_l0_101
74/width_131k/canonical				layer_24/width_131k/average_l0_97
75/width_131k/canonical				layer_25/width_131k/average_l0_96
76/width_131k/canonical				layer_26/width_131k/average_l0_97
77/width_131k/canonical				layer_27/width_131k/average_l0_96
78/width_131k/canonical				layer_28/width_131k/average_l0_98
79/width_131k/canonical				layer_29/width_131k/average_l0_97
630/width_131k/canonical				layer_30/width_131k/average_l0_95
71/width_131k/canonical				layer_31/width_131k/average_l0_92
72/width_131k/canonical				layer_32/width_131k/average_l0_88
73/width_131k/canonical				layer_33/width_131k/average_l0_91
74/width_131k/canonical				layer_34/width_131k/average_l0_89
75/width_131k/canonical				layer_35/width_131k/average_l0_94
76/width_131k/canonical				layer_36/width_131k/average_l0_93
77/width_131k/canonical				layer_37/width_131k/average_l0_96
78/width_131k/canonical				layer_38/width_131k/average_l0_101
79/width_131k/canonical				layer_39/width_131k/average_l0_99
640/width_131k/canonical				layer_40/width_131k/average_l0_94
71/width_131k/canonical				layer_41/width_131k/average_l0_84
69/width_1m/canonical	122			layer_9/width_1m/average_l0_122	gemma-2-9b/9-gemmascope-res-1m
620/width_1m/canonical	101			layer_20/width_1m/average_l0_101	gemma-2-9b/20-gemmascope-res-1m
631/width_1m/canonical	77			layer_31/width_1m/average_l0_77	gemma-2-9b/31-gemmascope-res-1m
620/width_32k/canonical	57			layer_20/width_32k/average_l0_57
?524k/canonical	78			layer_20/width_524k/average_l0_48
?65k/canonical	55			layer_20/width_65k/average_l0_55
12	212
0blocks.0.hook_attn_out
71.hook_attn_out
72.hook_attn_out
73.hook_attn_out
74.hook_attn_out
75.hook_attn_out
76.hook_attn_out
77.hook_attn_out
78.hook_attn_out
79.hook_attn_out
710.hook_attn_out
81.hook_attn_out
12	1438
0blocks.0.hook_z	3		0.13	gpt2-small_L0_Hcat_z_lr1.20e-03_l11.80e+00_ds24576_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v9.pt
71.hook_z	23		0.42	gpt2-small_L1_Hcat_z_lr1.20e-03_l18.00e-01_ds24576_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v5.pt
72.hook_z	16		0.4	gpt2-small_L2_Hcat_z_lr1.20e-03_l11.00e+00_ds24576_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v4.pt
73.hook_z	15		0.43	gpt2-small_L3_Hcat_z_lr1.20e-03_l19.00e-01_ds24576_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v9.pt
74.hook_z	14		0.27	gpt2-small_L4_Hcat_z_lr1.20e-03_l11.10e+00_ds24576_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v7.pt
75.hook_z	17		0.13	gpt2-small_L5_Hcat_z_lr1.20e-03_l11.00e+00_ds49152_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v9.pt
76.hook_z	17		0	gpt2-small_L6_Hcat_z_lr1.20e-03_l11.10e+00_ds24576_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v9.pt
77.hook_z	19		-7.55	gpt2-small_L7_Hcat_z_lr1.20e-03_l11.10e+00_ds49152_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v9.pt
78.hook_z	23		-0.22	gpt2-small_L8_Hcat_z_lr1.20e-03_l11.30e+00_ds24576_bs4096_dc1.00e-05_rsanthropic_rie25000_nr4_v6.pt
79.hook_z	23		-0.54	gpt2-small_L9_Hcat_z_lr1.20e-03_l11.20e+00_ds24576_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v9.pt
710.hook_z	14		-0.27	gpt2-small_L10_Hcat_z_lr1.20e-03_l11.30e+00_ds24576_bs4096_dc1.00e-05_rsanthropic_rie25000_nr4_v9.pt
81.hook_z	9.4		-0.7	gpt2-small_L11_Hcat_z_lr1.20e-03_l13.00e+00_ds24576_bs4096_dc3.16e-06_rsanthropic_rie25000_nr4_v9.pt
12	200
0blocks.0.hook_mlp_out
71.hook_mlp_out
72.hook_mlp_out
73.hook_mlp_out
74.hook_mlp_out
75.hook_mlp_out
76.hook_mlp_out
77.hook_mlp_out
78.hook_mlp_out
79.hook_mlp_out
710.hook_mlp_out
81.hook_mlp_out
12	664
0blocks.0.hook_mlp_out	15	1.049317316132615	0.999	sae_group_gpt2_blocks.0.hook_mlp_out_24576:v1
71.hook_mlp_out	21	2.3693984005104283	0.57
72.hook_mlp_out	137	1.6411934982190302	0.55
73.hook_mlp_out	54	1.8958522157897557	0.57
74.hook_mlp_out	74	1.81673478700627	0.44
75.hook_mlp_out	76	1.550234472245924	0.52
76.hook_mlp_out	40	1.3237742807210804	0.508
77.hook_mlp_out	52	1.1042905114723296	0.53
78.hook_mlp_out	36	0.9123762783479742	0.46	sae_group_gpt2_blocks.8.hook_mlp_out_24576:v1
79.hook_mlp_out	49	0.6955335635232373	0.49
710.hook_mlp_out	167	0.3619728926727644	0.22
81.hook_mlp_out	170	0.2851548652550073	0.59	sae_group_gpt2_blocks.11.hook_mlp_out_24576:v2
13	367
0blocks.0.hook_resid_pre	10		0.999
71.hook_resid_pre	10		0.999
72.hook_resid_pre	18		0.999
73.hook_resid_pre	23		0.999
74.hook_resid_pre	31		0.9
75.hook_resid_pre	41		0.9
76.hook_resid_pre	51		0.9
77.hook_resid_pre	54		0.9
78.hook_resid_pre	60		0.9
79.hook_resid_pre	70		0.77
710.hook_resid_pre	52		0.77
81.hook_resid_pre	56		0.77
Fost	70		0.77		gpt2-small/12-res-jb
8	147
0blocks.8.hook_resid_pre_768	36		0.61
H1536	39		0.67
H3072	41		0.72
H6144	43		0.76
H12288	43		0.77
H24576	40		0.79
H49152	40		0.81
H98304	43		0.82
3	62
0blocks.2.hook_resid_pre
76.hook_resid_pre
710.hook_resid_pre
12	224
0blocks.0.hook_resid_mid
71.hook_resid_mid
72.hook_resid_mid
73.hook_resid_mid
74.hook_resid_mid
75.hook_resid_mid
76.hook_resid_mid
77.hook_resid_mid
78.hook_resid_mid
79.hook_resid_mid
710.hook_resid_mid
81.hook_resid_mid
12	332
0blocks.0.hook_resid_post	32		0.9
71.hook_resid_post	32		0.9
72.hook_resid_post	32		0.9
73.hook_resid_post	32		0.9
74.hook_resid_post	32		0.9
75.hook_resid_post	32		0.9
76.hook_resid_post	32		0.9
77.hook_resid_post	32		0.9
78.hook_resid_post	32		0.9
79.hook_resid_post	32		0.9
710.hook_resid_post	32		0.9
81.hook_resid_post	32		0.9
12	333
0blocks.0.hook_resid_post	32		0.9
71.hook_resid_post	32		0.9
72.hook_resid_post	32		0.9
73.hook_resid_post	32		0.9
74.hook_resid_post	32		0.9
75.hook_resid_post	32		0.9
76.hook_resid_post	32		0.9
77.hook_resid_post	32		0.9
78.hook_resid_post	32		0.74
79.hook_resid_post	32		0.9
710.hook_resid_post	32		0.9
81.hook_resid_post	32		0.9
1	54
0blocks.25.hook_resid_post					llama3-8b-it/25-res-jh
32	945
0l0a_32x	50	112.21917808219177
11a_32x	50	94.70520231213872
12a_32x	50	73.14285714285714
13a_32x	50	55.72789115646258
14a_32x	50	45.76536312849162
15a_32x	50	39.9609756097561
16a_32x	50	33.436734693877554
17a_32x	50	27.30666666666667
18a_32x	50	27.675675675675677
19a_32x	50	25.440993788819874
110a_32x	50	26.5974025974026
21a_32x	50	25.761006289308177
22a_32x	50	22.14054054054054
23a_32x	50	20.582914572864322
24a_32x	50	20.177339901477833
25a_32x	50	20.582914572864322
26a_32x	50	19.32075471698113
27a_32x	50	21.005128205128205
28a_32x	50	24.674698795180724
29a_32x	50	28.248275862068965
120a_32x	50	27.30666666666667
21a_32x	50	19.14018691588785
22a_32x	50	24.38095238095238
23a_32x	50	22.14054054054054
24a_32x	50	21.67195767195767
25a_32x	50	18.367713004484305
26a_32x	50	13.837837837837839
27a_32x	50	13.931972789115646
28a_32x	50	10.95187165775401
29a_32x	50	8.569037656903765
130a_32x	50	5.953488372093023
21a_32x	50	3.5310344827586206
32	901
0l0a_8x	50	112.21917808219177
11a_8x	50	94.70520231213872
12a_8x	50	72.81777777777778
13a_8x	50	55.72789115646258
14a_8x	50	45.76536312849162
15a_8x	50	39.9609756097561
16a_8x	50	33.436734693877554
17a_8x	50	27.30666666666667
18a_8x	50	27.675675675675677
19a_8x	50	25.28395061728395
110a_8x	50	26.5974025974026
21a_8x	50	25.761006289308177
22a_8x	50	22.14054054054054
23a_8x	50	20.48
24a_8x	50	20.177339901477833
25a_8x	50	20.582914572864322
26a_8x	50	19.32075471698113
27a_8x	50	20.897959183673468
28a_8x	50	24.674698795180724
29a_8x	50	28.248275862068965
120a_8x	50	27.125827814569536
21a_8x	50	19.14018691588785
22a_8x	50	24.38095238095238
23a_8x	50	22.14054054054054
24a_8x	50	21.557894736842105
25a_8x	50	18.533936651583712
26a_8x	50	13.837837837837839
27a_8x	50	13.931972789115646
28a_8x	50	10.95187165775401
29a_8x	50	8.569037656903765
130a_8x	50	5.953488372093023
21a_8x	50	3.5555555555555554
32	917
0l0m_32x	50	80.31372549019608
11m_32x	50	71.85964912280701
12m_32x	50	47.90643274853801
13m_32x	50	35.46320346320346
14m_32x	50	27.86394557823129
15m_32x	50	23.01123595505618
16m_32x	50	20.48
17m_32x	50	19.692307692307693
18m_32x	50	18.87557603686636
19m_32x	50	17.88646288209607
110m_32x	50	17.5793991416309
21m_32x	50	16.855967078189302
22m_32x	50	16.125984251968504
23m_32x	50	14.840579710144928
24m_32x	50	13.74496644295302
25m_32x	50	12.118343195266272
26m_32x	50	11.702857142857143
27m_32x	50	10.666666666666666
28m_32x	50	10.778947368421052
29m_32x	50	10.502564102564103
120m_32x	50	10.088669950738916
21m_32x	50	9.102222222222222
22m_32x	50	8.865800865800866
23m_32x	50	8.677966101694915
24m_32x	50	8.39344262295082
25m_32x	50	8.126984126984127
26m_32x	50	7.5851851851851855
27m_32x	50	6.4
28m_32x	50	5.505376344086022
29m_32x	50	4.413793103448276
130m_32x	50	2.5472636815920398
21m_32x	50	1.0534979423868314
32	884
0l0m_8x	50	80.31372549019608
11m_8x	50	72.1762114537445
12m_8x	50	47.90643274853801
13m_8x	50	35.46320346320346
14m_8x	50	27.86394557823129
15m_8x	50	23.01123595505618
16m_8x	50	20.48
17m_8x	50	19.692307692307693
18m_8x	50	18.87557603686636
19m_8x	50	17.88646288209607
110m_8x	50	17.5793991416309
21m_8x	50	16.855967078189302
22m_8x	50	16.125984251968504
23m_8x	50	14.733812949640289
24m_8x	50	13.74496644295302
25m_8x	50	12.118343195266272
26m_8x	50	11.702857142857143
27m_8x	50	10.666666666666666
28m_8x	50	10.778947368421052
29m_8x	50	10.502564102564103
120m_8x	50	10.138613861386139
21m_8x	50	9.142857142857142
22m_8x	50	8.904347826086957
23m_8x	50	8.641350210970463
24m_8x	50	8.39344262295082
25m_8x	50	8.126984126984127
26m_8x	50	7.5851851851851855
27m_8x	50	6.4
28m_8x	50	5.505376344086022
29m_8x	50	4.432900432900433
130m_8x	50	2.5472636815920398
21m_8x	50	1.0534979423868314
32	947
0l0r_32x	50	58.935251798561154
11r_32x	50	39.9609756097561
12r_32x	50	27.30666666666667
13r_32x	50	20.177339901477833
14r_32x	50	16.125984251968504
15r_32x	50	13.653333333333334
16r_32x	50	11.976608187134502
17r_32x	50	10.835978835978835
18r_32x	50	10.138613861386139
19r_32x	50	9.266968325791856
110r_32x	50	8.827586206896552
21r_32x	50	8.427983539094651
22r_32x	50	7.937984496124031
23r_32x	50	7.26241134751773
24r_32x	50	6.69281045751634
25r_32x	50	5.91907514450867
26r_32x	50	5.278350515463917
27r_32x	50	4.633484162895928
28r_32x	50	4.129032258064516
29r_32x	50	3.7372262773722627
120r_32x	50	3.4133333333333336
21r_32x	50	2.9767441860465116
22r_32x	50	2.680628272251309
23r_32x	50	2.4150943396226414
24r_32x	50	2.1974248927038627
25r_32x	50	2.0237154150197627
26r_32x	50	1.8156028368794326
27r_32x	50	1.6623376623376624
28r_32x	50	1.5058823529411764
29r_32x	50	1.3763440860215055
130r_32x	50	1.2075471698113207
21r_32x	50	0.8648648648648649
32	915
0l0r_8x	50	58.935251798561154
11r_8x	50	39.76699029126213
12r_8x	50	27.30666666666667
13r_8x	50	20.177339901477833
14r_8x	50	16.125984251968504
15r_8x	50	13.653333333333334
16r_8x	50	11.976608187134502
17r_8x	50	10.835978835978835
18r_8x	50	10.138613861386139
19r_8x	50	9.266968325791856
110r_8x	50	8.827586206896552
21r_8x	50	8.462809917355372
22r_8x	50	7.937984496124031
23r_8x	50	7.26241134751773
24r_8x	50	6.69281045751634
25r_8x	50	5.91907514450867
26r_8x	50	5.278350515463917
27r_8x	50	4.633484162895928
28r_8x	50	4.129032258064516
29r_8x	50	3.7372262773722627
120r_8x	50	3.4133333333333336
21r_8x	50	2.9767441860465116
22r_8x	50	2.680628272251309
23r_8x	50	2.4150943396226414
24r_8x	50	2.1880341880341883
25r_8x	50	2.0237154150197627
26r_8x	50	1.8156028368794326
27r_8x	50	1.673202614379085
28r_8x	50	1.5058823529411764
29r_8x	50	1.3763440860215055
130r_8x	50	1.2018779342723005
21r_8x	50	0.8590604026845637
96	10979
0l0r_800m_slimpajama		53.52995401997436
11r_800m_slimpajama		37.07457226753229
12r_800m_slimpajama		26.801271953747353
13r_800m_slimpajama		20.258785842428143
14r_800m_slimpajama		16.35620323956284
15r_800m_slimpajama		13.77273090622553
16r_800m_slimpajama		11.802642616140206
17r_800m_slimpajama		10.345622082873675
18r_800m_slimpajama		9.52711219837399
19r_800m_slimpajama		8.722802553532865
110r_800m_slimpajama		8.187374613072596
21r_800m_slimpajama		7.681409438301019
22r_800m_slimpajama		7.011470964851573
23r_800m_slimpajama		6.507851835301529
24r_800m_slimpajama		6.075830839342571
25r_800m_slimpajama		5.529329506982431
26r_800m_slimpajama		5.04125765694814
27r_800m_slimpajama		4.543060254752811
28r_800m_slimpajama		4.136073768441771
29r_800m_slimpajama		3.8186778444880143
120r_800m_slimpajama		3.4997662089479755
21r_800m_slimpajama		3.114875161525094
22r_800m_slimpajama		2.858677637086371
23r_800m_slimpajama		2.6143620233159384
24r_800m_slimpajama		2.406593266301888
25r_800m_slimpajama		2.2185540508553694
26r_800m_slimpajama		2.038628827422577
27r_800m_slimpajama		1.8664054897001374
28r_800m_slimpajama		1.6914743009513147
29r_800m_slimpajama		1.530389056066687
130r_800m_slimpajama		1.3378642198135962
21r_800m_slimpajama		1.0963025732622191
10r_400m_slimpajama_400m_openr1_math		53.97673033497749		400M-Slimpajama-400M-OpenR1-Math-220k/L0R	deepseek-r1-distill-llama-8b/0-llamascope-slimpj-openr1-res-32k
11r_400m_slimpajama_400m_openr1_math		36.76995792628666		400M-Slimpajama-400M-OpenR1-Math-220k/L1R	deepseek-r1-distill-llama-8b/1-llamascope-slimpj-openr1-res-32k
12r_400m_slimpajama_400m_openr1_math		26.86329549484781		400M-Slimpajama-400M-OpenR1-Math-220k/L2R	deepseek-r1-distill-llama-8b/2-llamascope-slimpj-openr1-res-32k
13r_400m_slimpajama_400m_openr1_math		20.473522361966317		400M-Slimpajama-400M-OpenR1-Math-220k/L3R	deepseek-r1-distill-llama-8b/3-llamascope-slimpj-openr1-res-32k
14r_400m_slimpajama_400m_openr1_math		16.491433880849524		400M-Slimpajama-400M-OpenR1-Math-220k/L4R	deepseek-r1-distill-llama-8b/4-llamascope-slimpj-openr1-res-32k
15r_400m_slimpajama_400m_openr1_math		13.902529211394633		400M-Slimpajama-400M-OpenR1-Math-220k/L5R	deepseek-r1-distill-llama-8b/5-llamascope-slimpj-openr1-res-32k
16r_400m_slimpajama_400m_openr1_math		11.959185891949216		400M-Slimpajama-400M-OpenR1-Math-220k/L6R	deepseek-r1-distill-llama-8b/6-llamascope-slimpj-openr1-res-32k
17r_400m_slimpajama_400m_openr1_math		10.454685082137889		400M-Slimpajama-400M-OpenR1-Math-220k/L7R	deepseek-r1-distill-llama-8b/7-llamascope-slimpj-openr1-res-32k
18r_400m_slimpajama_400m_openr1_math		9.625849752730096		400M-Slimpajama-400M-OpenR1-Math-220k/L8R	deepseek-r1-distill-llama-8b/8-llamascope-slimpj-openr1-res-32k
19r_400m_slimpajama_400m_openr1_math		8.705443147441324		400M-Slimpajama-400M-OpenR1-Math-220k/L9R	deepseek-r1-distill-llama-8b/9-llamascope-slimpj-openr1-res-32k
110r_400m_slimpajama_400m_openr1_math		8.0884989084078		400M-Slimpajama-400M-OpenR1-Math-220k/L10R	deepseek-r1-distill-llama-8b/10-llamascope-slimpj-openr1-res-32k
21r_400m_slimpajama_400m_openr1_math		7.449578399564585		400M-Slimpajama-400M-OpenR1-Math-220k/L11R	deepseek-r1-distill-llama-8b/11-llamascope-slimpj-openr1-res-32k
22r_400m_slimpajama_400m_openr1_math		6.80144905444981		400M-Slimpajama-400M-OpenR1-Math-220k/L12R	deepseek-r1-distill-llama-8b/12-llamascope-slimpj-openr1-res-32k
23r_400m_slimpajama_400m_openr1_math		6.331711239265464		400M-Slimpajama-400M-OpenR1-Math-220k/L13R	deepseek-r1-distill-llama-8b/13-llamascope-slimpj-openr1-res-32k
24r_400m_slimpajama_400m_openr1_math		5.70284230018703		400M-Slimpajama-400M-OpenR1-Math-220k/L14R	deepseek-r1-distill-llama-8b/14-llamascope-slimpj-openr1-res-32k
25r_400m_slimpajama_400m_openr1_math		5.318041374444156		400M-Slimpajama-400M-OpenR1-Math-220k/L15R	deepseek-r1-distill-llama-8b/15-llamascope-slimpj-openr1-res-32k
26r_400m_slimpajama_400m_openr1_math		4.79639347416429		400M-Slimpajama-400M-OpenR1-Math-220k/L16R	deepseek-r1-distill-llama-8b/16-llamascope-slimpj-openr1-res-32k
27r_400m_slimpajama_400m_openr1_math		4.333554093692626		400M-Slimpajama-400M-OpenR1-Math-220k/L17R	deepseek-r1-distill-llama-8b/17-llamascope-slimpj-openr1-res-32k
28r_400m_slimpajama_400m_openr1_math		3.9386839067851334		400M-Slimpajama-400M-OpenR1-Math-220k/L18R	deepseek-r1-distill-llama-8b/18-llamascope-slimpj-openr1-res-32k
29r_400m_slimpajama_400m_openr1_math		3.584045063066589		400M-Slimpajama-400M-OpenR1-Math-220k/L19R	deepseek-r1-distill-llama-8b/19-llamascope-slimpj-openr1-res-32k
120r_400m_slimpajama_400m_openr1_math		3.4122850442674064		400M-Slimpajama-400M-OpenR1-Math-220k/L20R	deepseek-r1-distill-llama-8b/20-llamascope-slimpj-openr1-res-32k
21r_400m_slimpajama_400m_openr1_math		2.9930188471058385		400M-Slimpajama-400M-OpenR1-Math-220k/L21R	deepseek-r1-distill-llama-8b/21-llamascope-slimpj-openr1-res-32k
22r_400m_slimpajama_400m_openr1_math		2.7548717844301582		400M-Slimpajama-400M-OpenR1-Math-220k/L22R	deepseek-r1-distill-llama-8b/22-llamascope-slimpj-openr1-res-32k
23r_400m_slimpajama_400m_openr1_math		2.5281942698718076		400M-Slimpajama-400M-OpenR1-Math-220k/L23R	deepseek-r1-distill-llama-8b/23-llamascope-slimpj-openr1-res-32k
24r_400m_slimpajama_400m_openr1_math		2.326851186904894		400M-Slimpajama-400M-OpenR1-Math-220k/L24R	deepseek-r1-distill-llama-8b/24-llamascope-slimpj-openr1-res-32k
25r_400m_slimpajama_400m_openr1_math		2.101068654605767		400M-Slimpajama-400M-OpenR1-Math-220k/L25R	deepseek-r1-distill-llama-8b/25-llamascope-slimpj-openr1-res-32k
26r_400m_slimpajama_400m_openr1_math		1.9361189375890395		400M-Slimpajama-400M-OpenR1-Math-220k/L26R	deepseek-r1-distill-llama-8b/26-llamascope-slimpj-openr1-res-32k
27r_400m_slimpajama_400m_openr1_math		1.7784660082777055		400M-Slimpajama-400M-OpenR1-Math-220k/L27R	deepseek-r1-distill-llama-8b/27-llamascope-slimpj-openr1-res-32k
28r_400m_slimpajama_400m_openr1_math		1.6635049539624462		400M-Slimpajama-400M-OpenR1-Math-220k/L28R	deepseek-r1-distill-llama-8b/28-llamascope-slimpj-openr1-res-32k
29r_400m_slimpajama_400m_openr1_math		1.448853212514504		400M-Slimpajama-400M-OpenR1-Math-220k/L29R	deepseek-r1-distill-llama-8b/29-llamascope-slimpj-openr1-res-32k
130r_400m_slimpajama_400m_openr1_math		1.157008764313032		400M-Slimpajama-400M-OpenR1-Math-220k/L30R	deepseek-r1-distill-llama-8b/30-llamascope-slimpj-openr1-res-32k
21r_400m_slimpajama_400m_openr1_math		1.041977999933546		400M-Slimpajama-400M-OpenR1-Math-220k/L31R	deepseek-r1-distill-llama-8b/31-llamascope-slimpj-openr1-res-32k
10r_800m_openr1_math		54.308791085956486		0-Slimpajama-800M-OpenR1-Math-220k/L0R	deepseek-r1-distill-llama-8b/0-llamascope-openr1-res-32k
11r_800m_openr1_math		36.49473030775242		0-Slimpajama-800M-OpenR1-Math-220k/L1R	deepseek-r1-distill-llama-8b/1-llamascope-openr1-res-32k
12r_800m_openr1_math		26.96126387031055		0-Slimpajama-800M-OpenR1-Math-220k/L2R	deepseek-r1-distill-llama-8b/2-llamascope-openr1-res-32k
13r_800m_openr1_math		20.52210199911164		0-Slimpajama-800M-OpenR1-Math-220k/L3R	deepseek-r1-distill-llama-8b/3-llamascope-openr1-res-32k
14r_800m_openr1_math		16.67733543806145		0-Slimpajama-800M-OpenR1-Math-220k/L4R	deepseek-r1-distill-llama-8b/4-llamascope-openr1-res-32k
15r_800m_openr1_math		14.067505043509176		0-Slimpajama-800M-OpenR1-Math-220k/L5R	deepseek-r1-distill-llama-8b/5-llamascope-openr1-res-32k
16r_800m_openr1_math		12.034338704494331		0-Slimpajama-800M-OpenR1-Math-220k/L6R	deepseek-r1-distill-llama-8b/6-llamascope-openr1-res-32k
17r_800m_openr1_math		10.495662821867164		0-Slimpajama-800M-OpenR1-Math-220k/L7R	deepseek-r1-distill-llama-8b/7-llamascope-openr1-res-32k
18r_800m_openr1_math		9.683004157081735		0-Slimpajama-800M-OpenR1-Math-220k/L8R	deepseek-r1-distill-llama-8b/8-llamascope-openr1-res-32k
19r_800m_openr1_math		8.679730500864236		0-Slimpajama-800M-OpenR1-Math-220k/L9R	deepseek-r1-distill-llama-8b/9-llamascope-openr1-res-32k
110r_800m_openr1_math		7.988383971728427		0-Slimpajama-800M-OpenR1-Math-220k/L10R	deepseek-r1-distill-llama-8b/10-llamascope-openr1-res-32k
21r_800m_openr1_math		7.237531143695951		0-Slimpajama-800M-OpenR1-Math-220k/L11R	deepseek-r1-distill-llama-8b/11-llamascope-openr1-res-32k
22r_800m_openr1_math		6.69444885029299		0-Slimpajama-800M-OpenR1-Math-220k/L12R	deepseek-r1-distill-llama-8b/12-llamascope-openr1-res-32k
23r_800m_openr1_math		6.0489858065009265		0-Slimpajama-800M-OpenR1-Math-220k/L13R	deepseek-r1-distill-llama-8b/13-llamascope-openr1-res-32k
24r_800m_openr1_math		5.4935929917888595		0-Slimpajama-800M-OpenR1-Math-220k/L14R	deepseek-r1-distill-llama-8b/14-llamascope-openr1-res-32k
25r_800m_openr1_math		4.970860531188141		0-Slimpajama-800M-OpenR1-Math-220k/L15R	deepseek-r1-distill-llama-8b/15-llamascope-openr1-res-32k
26r_800m_openr1_math		4.541887865516153		0-Slimpajama-800M-OpenR1-Math-220k/L16R	deepseek-r1-distill-llama-8b/16-llamascope-openr1-res-32k
27r_800m_openr1_math		4.111292885351861		0-Slimpajama-800M-OpenR1-Math-220k/L17R	deepseek-r1-distill-llama-8b/17-llamascope-openr1-res-32k
28r_800m_openr1_math		3.7319009471881754		0-Slimpajama-800M-OpenR1-Math-220k/L18R	deepseek-r1-distill-llama-8b/18-llamascope-openr1-res-32k
29r_800m_openr1_math		3.4464218438335172		0-Slimpajama-800M-OpenR1-Math-220k/L19R	deepseek-r1-distill-llama-8b/19-llamascope-openr1-res-32k
120r_800m_openr1_math		3.1614163309538377		0-Slimpajama-800M-OpenR1-Math-220k/L20R	deepseek-r1-distill-llama-8b/20-llamascope-openr1-res-32k
21r_800m_openr1_math		2.8600260547627334		0-Slimpajama-800M-OpenR1-Math-220k/L21R	deepseek-r1-distill-llama-8b/21-llamascope-openr1-res-32k
22r_800m_openr1_math		2.636157171207381		0-Slimpajama-800M-OpenR1-Math-220k/L22R	deepseek-r1-distill-llama-8b/22-llamascope-openr1-res-32k
23r_800m_openr1_math		2.4287397996449367		0-Slimpajama-800M-OpenR1-Math-220k/L23R	deepseek-r1-distill-llama-8b/23-llamascope-openr1-res-32k
24r_800m_openr1_math		2.2405978768214556		0-Slimpajama-800M-OpenR1-Math-220k/L24R	deepseek-r1-distill-llama-8b/24-llamascope-openr1-res-32k
25r_800m_openr1_math		2.034659098936678		0-Slimpajama-800M-OpenR1-Math-220k/L25R	deepseek-r1-distill-llama-8b/25-llamascope-openr1-res-32k
26r_800m_openr1_math		1.8430054630341937		0-Slimpajama-800M-OpenR1-Math-220k/L26R	deepseek-r1-distill-llama-8b/26-llamascope-openr1-res-32k
27r_800m_openr1_math		1.6554423260870552		0-Slimpajama-800M-OpenR1-Math-220k/L27R	deepseek-r1-distill-llama-8b/27-llamascope-openr1-res-32k
28r_800m_openr1_math		1.477070442772071		0-Slimpajama-800M-OpenR1-Math-220k/L28R	deepseek-r1-distill-llama-8b/28-llamascope-openr1-res-32k
29r_800m_openr1_math		1.3361543238773446		0-Slimpajama-800M-OpenR1-Math-220k/L29R	deepseek-r1-distill-llama-8b/29-llamascope-openr1-res-32k
130r_800m_openr1_math		1.1387454210154435		0-Slimpajama-800M-OpenR1-Math-220k/L30R	deepseek-r1-distill-llama-8b/30-llamascope-openr1-res-32k
21r_800m_openr1_math		0.926395749048437		0-Slimpajama-800M-OpenR1-Math-220k/L31R	deepseek-r1-distill-llama-8b/31-llamascope-openr1-res-32k
3	90
0blocks.8.hook_resid_pre	92		0.94
716.hook_resid_pre	74		0.85
724.hook_resid_pre	75		0.72
6	109
0blocks.0.hook_attn_out
71.hook_attn_out
72.hook_attn_out
73.hook_attn_out
74.hook_attn_out
75.hook_attn_out
6	103
0blocks.0.hook_mlp_out
71.hook_mlp_out
72.hook_mlp_out
73.hook_mlp_out
74.hook_mlp_out
75.hook_mlp_out
7	165
0blocks.0.hook_resid_pre				e-res-sm	pythia-70m-deduped/e-att-sm
Eost
71.hook_resid_post
72.hook_resid_post
73.hook_resid_post
74.hook_resid_post
75.hook_resid_post
144	3011
0blocks.12.hook_resid_post__trainer_0				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_12/trainer_0	gemma-2-2b/12-sae_bench-topk-res-4k__trainer_0_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S1				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_12/trainer_1	gemma-2-2b/12-sae_bench-topk-res-4k__trainer_1_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S2				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_12/trainer_2	gemma-2-2b/12-sae_bench-topk-res-4k__trainer_2_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S3				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_12/trainer_3	gemma-2-2b/12-sae_bench-topk-res-4k__trainer_3_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S4				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_12/trainer_4	gemma-2-2b/12-sae_bench-topk-res-4k__trainer_4_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S5				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_12/trainer_5	gemma-2-2b/12-sae_bench-topk-res-4k__trainer_5_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
89.hook_resid_post__trainer_0				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_19/trainer_0	gemma-2-2b/19-sae_bench-topk-res-4k__trainer_0_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S1				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_19/trainer_1	gemma-2-2b/19-sae_bench-topk-res-4k__trainer_1_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S2				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_19/trainer_2	gemma-2-2b/19-sae_bench-topk-res-4k__trainer_2_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S3				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_19/trainer_3	gemma-2-2b/19-sae_bench-topk-res-4k__trainer_3_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S4				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_19/trainer_4	gemma-2-2b/19-sae_bench-topk-res-4k__trainer_4_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S5				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_19/trainer_5	gemma-2-2b/19-sae_bench-topk-res-4k__trainer_5_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
75.hook_resid_post__trainer_0				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_5/trainer_0	gemma-2-2b/5-sae_bench-topk-res-4k__trainer_0_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R1				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_5/trainer_1	gemma-2-2b/5-sae_bench-topk-res-4k__trainer_1_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R2				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_5/trainer_2	gemma-2-2b/5-sae_bench-topk-res-4k__trainer_2_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R3				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_5/trainer_3	gemma-2-2b/5-sae_bench-topk-res-4k__trainer_3_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R4				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_5/trainer_4	gemma-2-2b/5-sae_bench-topk-res-4k__trainer_4_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R5				gemma-2-2b_topk_width-2pow12_date-1109/resid_post_layer_5/trainer_5	gemma-2-2b/5-sae_bench-topk-res-4k__trainer_5_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
144	3047
0blocks.12.hook_resid_post__trainer_0				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_12/trainer_0	gemma-2-2b/12-sae_bench-topk-res-16k__trainer_0_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S1				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_12/trainer_1	gemma-2-2b/12-sae_bench-topk-res-16k__trainer_1_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S2				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_12/trainer_2	gemma-2-2b/12-sae_bench-topk-res-16k__trainer_2_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S3				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_12/trainer_3	gemma-2-2b/12-sae_bench-topk-res-16k__trainer_3_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S4				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_12/trainer_4	gemma-2-2b/12-sae_bench-topk-res-16k__trainer_4_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S5				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_12/trainer_5	gemma-2-2b/12-sae_bench-topk-res-16k__trainer_5_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
89.hook_resid_post__trainer_0				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_19/trainer_0	gemma-2-2b/19-sae_bench-topk-res-16k__trainer_0_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S1				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_19/trainer_1	gemma-2-2b/19-sae_bench-topk-res-16k__trainer_1_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S2				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_19/trainer_2	gemma-2-2b/19-sae_bench-topk-res-16k__trainer_2_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S3				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_19/trainer_3	gemma-2-2b/19-sae_bench-topk-res-16k__trainer_3_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S4				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_19/trainer_4	gemma-2-2b/19-sae_bench-topk-res-16k__trainer_4_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S5				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_19/trainer_5	gemma-2-2b/19-sae_bench-topk-res-16k__trainer_5_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
75.hook_resid_post__trainer_0				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_5/trainer_0	gemma-2-2b/5-sae_bench-topk-res-16k__trainer_0_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R1				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_5/trainer_1	gemma-2-2b/5-sae_bench-topk-res-16k__trainer_1_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R2				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_5/trainer_2	gemma-2-2b/5-sae_bench-topk-res-16k__trainer_2_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R3				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_5/trainer_3	gemma-2-2b/5-sae_bench-topk-res-16k__trainer_3_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R4				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_5/trainer_4	gemma-2-2b/5-sae_bench-topk-res-16k__trainer_4_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R5				gemma-2-2b_topk_width-2pow14_date-1109/resid_post_layer_5/trainer_5	gemma-2-2b/5-sae_bench-topk-res-16k__trainer_5_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
18	143
0blocks.12.hook_resid_post__trainer_0
S1
S2
S3
S4
S5
89.hook_resid_post__trainer_0
S1
S2
S3
S4
S5
75.hook_resid_post__trainer_0
R1
R2
R3
R4
R5
144	3137
0blocks.12.hook_resid_post__trainer_0				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_12/trainer_0	gemma-2-2b/12-sae_bench-standard-res-4k__trainer_0_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S1				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_12/trainer_1	gemma-2-2b/12-sae_bench-standard-res-4k__trainer_1_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S2				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_12/trainer_2	gemma-2-2b/12-sae_bench-standard-res-4k__trainer_2_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S3				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_12/trainer_3	gemma-2-2b/12-sae_bench-standard-res-4k__trainer_3_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S4				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_12/trainer_4	gemma-2-2b/12-sae_bench-standard-res-4k__trainer_4_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S5				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_12/trainer_5	gemma-2-2b/12-sae_bench-standard-res-4k__trainer_5_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
89.hook_resid_post__trainer_0				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_19/trainer_0	gemma-2-2b/19-sae_bench-standard-res-4k__trainer_0_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S1				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_19/trainer_1	gemma-2-2b/19-sae_bench-standard-res-4k__trainer_1_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S2				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_19/trainer_2	gemma-2-2b/19-sae_bench-standard-res-4k__trainer_2_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S3				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_19/trainer_3	gemma-2-2b/19-sae_bench-standard-res-4k__trainer_3_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S4				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_19/trainer_4	gemma-2-2b/19-sae_bench-standard-res-4k__trainer_4_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
S5				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_19/trainer_5	gemma-2-2b/19-sae_bench-standard-res-4k__trainer_5_step_final
T_step_0
Z308
]8
^1
Z97
\6
]5
75.hook_resid_post__trainer_0				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_5/trainer_0	gemma-2-2b/5-sae_bench-standard-res-4k__trainer_0_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R1				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_5/trainer_1	gemma-2-2b/5-sae_bench-standard-res-4k__trainer_1_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R2				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_5/trainer_2	gemma-2-2b/5-sae_bench-standard-res-4k__trainer_2_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R3				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_5/trainer_3	gemma-2-2b/5-sae_bench-standard-res-4k__trainer_3_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R4				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_5/trainer_4	gemma-2-2b/5-sae_bench-standard-res-4k__trainer_4_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
R5				gemma-2-2b_vanilla_width-2pow12_date-1109/resid_post_layer_5/trainer_5	gemma-2-2b/5-sae_bench-standard-res-4k__trainer_5_step_final
S_step_0
Y308
\8
]1
Y97
[6
\5
144	3173
0blocks.12.hook_resid_post__trainer_0				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_12/trainer_0	gemma-2-2b/12-sae_bench-standard-res-16k__trainer_0_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S1				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_12/trainer_1	gemma-2-2b/12-sae_bench-standard-res-16k__trainer_1_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S2				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_12/trainer_2	gemma-2-2b/12-sae_bench-standard-res-16k__trainer_2_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S3				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_12/trainer_3	gemma-2-2b/12-sae_bench-standard-res-16k__trainer_3_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S4				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_12/trainer_4	gemma-2-2b/12-sae_bench-standard-res-16k__trainer_4_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S5				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_12/trainer_5	gemma-2-2b/12-sae_bench-standard-res-16k__trainer_5_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
89.hook_resid_post__trainer_0				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_19/trainer_0	gemma-2-2b/19-sae_bench-standard-res-16k__trainer_0_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S1				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_19/trainer_1	gemma-2-2b/19-sae_bench-standard-res-16k__trainer_1_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S2				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_19/trainer_2	gemma-2-2b/19-sae_bench-standard-res-16k__trainer_2_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S3				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_19/trainer_3	gemma-2-2b/19-sae_bench-standard-res-16k__trainer_3_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S4				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_19/trainer_4	gemma-2-2b/19-sae_bench-standard-res-16k__trainer_4_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
S5				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_19/trainer_5	gemma-2-2b/19-sae_bench-standard-res-16k__trainer_5_step_final
T_step_0
Z146
]4
^8
Z463
]2
^2
75.hook_resid_post__trainer_0				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_5/trainer_0	gemma-2-2b/5-sae_bench-standard-res-16k__trainer_0_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R1				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_5/trainer_1	gemma-2-2b/5-sae_bench-standard-res-16k__trainer_1_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R2				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_5/trainer_2	gemma-2-2b/5-sae_bench-standard-res-16k__trainer_2_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R3				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_5/trainer_3	gemma-2-2b/5-sae_bench-standard-res-16k__trainer_3_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R4				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_5/trainer_4	gemma-2-2b/5-sae_bench-standard-res-16k__trainer_4_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
R5				gemma-2-2b_vanilla_width-2pow14_date-1109/resid_post_layer_5/trainer_5	gemma-2-2b/5-sae_bench-standard-res-16k__trainer_5_step_final
S_step_0
Y146
\4
]8
Y463
\2
]2
40	1614
0blocks.3.hook_resid_post__trainer_0
R1
S0					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_10_step_final
S2
S3
S4					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_14_step_final
S5					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_15_step_final
S6
S7
S8					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_18_step_final
S9					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_19_step_final
R2					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_2_step_final
R3					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_3_step_final
R4
R5
R6					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_6_step_final
R7					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_7_step_final
R8
R9
R11					pythia-70m-deduped/3-sae_bench-gated-res-16k__trainer_11_step_final
74.hook_resid_post__trainer_0
R1
S0					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_10_step_final
S1					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_11_step_final
S2
S3
S4					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_14_step_final
S5					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_15_step_final
S6
S7
S8					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_18_step_final
S9					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_19_step_final
R2					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_2_step_final
R3					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_3_step_final
R4
R5
R6					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_6_step_final
R9
R8
R7					pythia-70m-deduped/4-sae_bench-gated-res-16k__trainer_7_step_final
56	2300
0blocks.3.hook_resid_post__trainer_16
S7
S8					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_18_step_final
S9					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_19_step_final
R2					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_2_step_final
S0
S1
S2					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_22_step_final
R15					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_15_step_final
R23					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_23_step_final
S5
S6					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_26_step_final
S7					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_27_step_final
R3					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_3_step_final
R4
R5
R6					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_6_step_final
R7					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_7_step_final
R24
R14					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_14_step_final
S3
S2
R0
R1
S0					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_10_step_final
S1					pythia-70m-deduped/3-sae_bench-panneal-res-16k__trainer_11_step_final
R8
R9
74.hook_resid_post__trainer_17
S8					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_18_step_final
S9					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_19_step_final
S6
S5					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_15_step_final
S4					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_14_step_final
S3
S2
S1					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_11_step_final
S0					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_10_step_final
S
R0
R2					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_2_step_final
S0
S2					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_22_step_final
R9
R8
R7					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_7_step_final
R6					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_6_step_final
R5
R4
R27					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_27_step_final
S6					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_26_step_final
S5
R3					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_3_step_final
R24
S1
S3					pythia-70m-deduped/4-sae_bench-panneal-res-16k__trainer_23_step_final
44	1841
0blocks.3.hook_resid_post__trainer_10					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_10_step_final
S1					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_11_step_final
R8
R7					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_7_step_final
R6					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_6_step_final
R5
R4
R3					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_3_step_final
R2					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_2_step_final
R19					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_19_step_final
S8					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_18_step_final
S7
S6
S5					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_15_step_final
S4					pythia-70m-deduped/3-sae_bench-standard-res-16k__trainer_14_step_final
R0
R1
S3
S2
R9
74.hook_resid_post__trainer_0
R11					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_11_step_final
S0					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_10_step_final
S
S3
S4					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_14_step_final
S6
S7
S8					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_18_step_final
R2					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_2_step_final
S0
S1
R12
R22					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_22_step_final
R3					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_3_step_final
R4
R5
R6					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_6_step_final
R7					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_7_step_final
R8
R9
R23					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_23_step_final
R15					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_15_step_final
S9					pythia-70m-deduped/4-sae_bench-standard-res-16k__trainer_19_step_final
48	1909
0blocks.3.hook_resid_post__trainer_0
R1
S0					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_10_step_final
S1					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_11_step_final
S2
S3
S4					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_14_step_final
R22					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_22_step_final
R19					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_19_step_final
R2					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_2_step_final
S0
S1
R16
R23					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_23_step_final
R18					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_18_step_final
R3					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_3_step_final
R5
R6					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_6_step_final
R7					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_7_step_final
R8
R9
R15					pythia-70m-deduped/3-sae_bench-topk-res-16k__trainer_15_step_final
R4
R17
74.hook_resid_post__trainer_13
S4					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_14_step_final
S5					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_15_step_final
S6
S7
S8					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_18_step_final
S9					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_19_step_final
R2					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_2_step_final
S0
S1
S2					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_22_step_final
S3					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_23_step_final
R3					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_3_step_final
R4
R5
R6					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_6_step_final
R7					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_7_step_final
R12
S1					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_11_step_final
S0					pythia-70m-deduped/4-sae_bench-topk-res-16k__trainer_10_step_final
S
R0
R9
R8
25	619
0blocks.0.hook_resid_post	40				-
71.hook_resid_post	40				-
72.hook_resid_post	40				-
73.hook_resid_post	40				-
74.hook_resid_post	40				-
75.hook_resid_post	40				-
76.hook_resid_post	40				-
77.hook_resid_post	40				-
78.hook_resid_post	40				-
79.hook_resid_post	40				-
710.hook_resid_post	40				-
81.hook_resid_post	40				-
82.hook_resid_post	40
83.hook_resid_post	40
84.hook_resid_post	40
85.hook_resid_post	40
86.hook_resid_post	40
87.hook_resid_post	40
88.hook_resid_post	40
89.hook_resid_post	40
720.hook_resid_post	40
81.hook_resid_post	40
82.hook_resid_post	40
83.hook_resid_post	40
84.hook_resid_post	40
25	559
0blocks.0.hook_resid_post	40
71.hook_resid_post	40
72.hook_resid_post	40
73.hook_resid_post	40
74.hook_resid_post	40
75.hook_resid_post	40
76.hook_resid_post	40
77.hook_resid_post	40
78.hook_resid_post	40
79.hook_resid_post	40
710.hook_resid_post	40
81.hook_resid_post	40
82.hook_resid_post	40
83.hook_resid_post	40
84.hook_resid_post	40
85.hook_resid_post	40
86.hook_resid_post	40
87.hook_resid_post	40
88.hook_resid_post	40
89.hook_resid_post	40
720.hook_resid_post	40
81.hook_resid_post	40
82.hook_resid_post	40
83.hook_resid_post	40
84.hook_resid_post	40
41	948
0blocks.0.hook_resid_post	60
71.hook_resid_post	60
72.hook_resid_post	60
73.hook_resid_post	60
74.hook_resid_post	60
75.hook_resid_post	60
76.hook_resid_post	60
77.hook_resid_post	60
78.hook_resid_post	60
79.hook_resid_post	60
710.hook_resid_post	60
81.hook_resid_post	60
82.hook_resid_post	60
83.hook_resid_post	60
84.hook_resid_post	60
85.hook_resid_post	60
86.hook_resid_post	60
87.hook_resid_post	60
88.hook_resid_post	60
89.hook_resid_post	60
720.hook_resid_post	60				gemma-2-9b/20-res-matryoshka-dc
81.hook_resid_post	60
82.hook_resid_post	60
83.hook_resid_post	60
84.hook_resid_post	60
85.hook_resid_post	60
86.hook_resid_post	60
87.hook_resid_post	60
88.hook_resid_post	60
89.hook_resid_post	60
730.hook_resid_post	60
81.hook_resid_post	60
82.hook_resid_post	60
83.hook_resid_post	60
84.hook_resid_post	60
85.hook_resid_post	60
86.hook_resid_post	60
87.hook_resid_post	60
88.hook_resid_post	60
89.hook_resid_post	60
740.hook_resid_post	60
26	778
0layer_0/width_16k/average_l0_76	76
61/width_16k/average_l0_65	65
62/width_16k/average_l0_49	49
63/width_16k/average_l0_54	54
64/width_16k/average_l0_88	88
65/width_16k/average_l0_87	87
66/width_16k/average_l0_95	95
67/width_16k/average_l0_70	70
68/width_16k/average_l0_52	52
69/width_16k/average_l0_72	72
610/width_16k/average_l0_88	88
71/width_16k/average_l0_5	5
72/width_16k/average_l0_6	6
73/width_16k/average_l0_8	8
74/width_16k/average_l0_8	8
75/width_16k/average_l0_8	8
76/width_16k/average_l0_10	10
77/width_16k/average_l0_12	12
78/width_16k/average_l0_13	13
79/width_16k/average_l0_12	12
620/width_16k/average_l0_11	11
71/width_16k/average_l0_13	13
72/width_16k/average_l0_15	15
73/width_16k/average_l0_25	25
74/width_16k/average_l0_37	37
75/width_16k/average_l0_41	41
36	117
0layer_0
61
62
63
64
65
66
67
68
69
610
71
72
73
74
75
76
77
78
79
620
71
72
73
74
75
76
77
78
79
630
71
72
73
74
75
40	129
0layer_0
61
62
63
64
65
66
67
68
69
610
71
72
73
74
75
76
77
78
79
620
71
72
73
74
75
76
77
78
79
630
71
72
73
74
75
76
77
78
79
28	92
0layer_0
61
62
63
64
65
66
67
68
69
610
71
72
73
74
75
76
77
78
79
620
71
72
73
74
75
76
77
26	86
0layer_0
61
62
63
64
65
66
67
68
69
610
71
72
73
74
75
76
77
78
79
620
71
72
73
74
75
7	110
0resid_post_layer_3_trainer_1
A7_trainer_1
A11_trainer_1
B5_trainer_1
B9_trainer_1
A23_trainer_1
B7_trainer_1
6	97
0resid_post_layer_3_trainer_0
A7_trainer_0
A11_trainer_0
B5_trainer_0
B9_trainer_0
A23_trainer_0
1	83
0layer_50	121			Llama-3.3-70B-Instruct-SAE-l50.pt	llama3.3-70b-it/50-resid-post-gf
1	81
0layer_19	91			Llama-3.1-8B-Instruct-SAE-l19.pth	llama3.1-8b-it/19-resid-post-gf
6	53
0blocks.12.hook_resid_post__trainer_0
S1
S2
S3
S4
S5
1	102
0blocks.12.hook_resid_post	192	0.00666666667		gemma-2-2B/layer_12/temporal	gemma-2-2b/12-temporal-res
2	67
0blocks.15.hook_resid_post	256	0.029
726.hook_resid_post	256	0.029
1	120
0blocks.19.hook_resid_post				DeepSeek-R1-Distill-Llama-8B-SAE-l19.pt	deepseek-r1-distill-llama-8b/19-qresearch-res-65k
1	102
0blocks.12.hook_resid_post	61		0.57	gemma_2b_it_blocks.12.hook_resid_post_16384	gemma-2b-it/12-res-jb
5	281
0blocks.0.hook_resid_post	47		0.999	gemma_2b_blocks.0.hook_resid_post_16384_anthropic
76.hook_resid_post	56		0.71	gemma_2b_blocks.6.hook_resid_post_16384_anthropic_fast_lr
710.hook_resid_post	62		-0.2
82.hook_resid_post	62	0.21381938399317255	-0.65
87.hook_resid_post	54		-0.85		-
28	175
0layer0	50
51	50
52	50
53	50
54	50
55	50
56	50
57	50
58	50
59	50
510	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
520	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
28	203
0layer0	100
51	100
52	100
53	100
54	100
55	100
56	100
57	100
58	100
59	100
510	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
520	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
36	224
0layer0	50
51	50
52	50
53	50
54	50
55	50
56	50
57	50
58	50
59	50
510	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
520	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
530	50
61	50
62	50
63	50
64	50
65	50
36	260
0layer0	100
51	100
52	100
53	100
54	100
55	100
56	100
57	100
58	100
59	100
510	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
520	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
530	100
61	100
62	100
63	100
64	100
65	100
48	297
0layer0	50
51	50
52	50
53	50
54	50
55	50
56	50
57	50
58	50
59	50
510	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
520	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
530	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
540	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
48	345
0layer0	100
51	100
52	100
53	100
54	100
55	100
56	100
57	100
58	100
59	100
510	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
520	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
530	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
540	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
24	151
0layer0	50
51	50
52	50
53	50
54	50
55	50
56	50
57	50
58	50
59	50
510	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
520	50
61	50
62	50
63	50
24	175
0layer0	100
51	100
52	100
53	100
54	100
55	100
56	100
57	100
58	100
59	100
510	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
520	100
61	100
62	100
63	100
32	200
0layer0	50
51	50
52	50
53	50
54	50
55	50
56	50
57	50
58	50
59	50
510	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
520	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
530	50
61	50
32	232
0layer0	100
51	100
52	100
53	100
54	100
55	100
56	100
57	100
58	100
59	100
510	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
520	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
530	100
61	100
64	395
0layer0	50
51	50
52	50
53	50
54	50
55	50
56	50
57	50
58	50
59	50
510	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
520	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
530	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
540	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
550	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
560	50
61	50
62	50
63	50
64	459
0layer0	100
51	100
52	100
53	100
54	100
55	100
56	100
57	100
58	100
59	100
510	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
520	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
530	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
540	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
550	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
560	100
61	100
62	100
63	100
40	248
0layer0	50
51	50
52	50
53	50
54	50
55	50
56	50
57	50
58	50
59	50
510	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
520	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
530	50
61	50
62	50
63	50
64	50
65	50
66	50
67	50
68	50
69	50
40	288
0layer0	100
51	100
52	100
53	100
54	100
55	100
56	100
57	100
58	100
59	100
510	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
520	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100
530	100
61	100
62	100
63	100
64	100
65	100
66	100
67	100
68	100
69	100

"""#
}
