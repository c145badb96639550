// Bars with direct labels; the table under each chart holds the same numbers.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-chart]").forEach((box) => {
    const rows = JSON.parse(document.getElementById(`${box.dataset.chart}-data`).textContent);
    const chart = echarts.init(box);
    const series = JSON.parse(box.dataset.series || '[["count", "", "#1d4f91"]]');
    chart.setOption({
      animation: false,
      grid: { left: 8, right: 8, top: series.length > 1 ? 48 : 24, bottom: 24, containLabel: true },
      xAxis: { type: "category", data: rows.map((row) => row.label), axisLabel: { color: "#57606f", interval: 0 } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: "#57606f" }, splitLine: { lineStyle: { color: "#dfe3ea" } } },
      legend: { show: series.length > 1, top: 0, right: 8 },
      series: series.map(([key, name, color]) => ({ type: "bar", name, data: rows.map((row) => row[key]), itemStyle: { color }, barMaxWidth: 40, label: { show: true, position: "top", color: "#1f2733" } })),
    });
    addEventListener("resize", () => chart.resize());
  });
});
