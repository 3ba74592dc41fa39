"""The canary crawl: `world` hides words in restricted events, `walking` goes everywhere, `looking` reads."""
