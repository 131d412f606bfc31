"""`/v1`: the shapes of OpenAI and Anthropic, so that existing clients work unchanged."""
