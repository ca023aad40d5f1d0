"""Figures 指标数字: counted live, published, closed; what stands behind them, and what is to be done today."""
