(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const charts = [];
  const canvas = (id) => document.getElementById(id);
  const color = (name) => getComputedStyle(root).getPropertyValue('--' + name).trim();
  const percent = (v) => (v == null ? 'not known' : (100 * v).toFixed(1) + ' %');
  const short = (s, n) => (s.length > n ? s.slice(0, n - 1) + '…' : s);
  const narrow = () => window.innerWidth < 520;

  const axis = (title, more) => ({
    title: { display: true, text: title },
    grid: { color: color('line'), drawTicks: false },
    border: { display: false },
    ...more,
  });
  const plain = (title, more) => axis(title, { grid: { display: false }, ...more });
  const bottomLegend = { position: 'bottom', labels: { boxWidth: 12, boxHeight: 12, padding: 14, useBorderRadius: true, borderRadius: 3 } }; // smaller on paper

  // plain plates: a dashed line's own style looks broken at this size
  const plates = (chart) => Chart.defaults.plugins.legend.labels.generateLabels(chart).map((item) => ({ ...item, lineDash: [], lineWidth: 0 }));

  function theme(printed) {
    const d = Chart.defaults;
    d.animation = false;
    d.responsive = true;
    d.maintainAspectRatio = false;
    d.color = color('muted');
    d.font.family = getComputedStyle(document.body).fontFamily;
    d.font.size = printed ? 8 : 12;
    d.plugins.tooltip.backgroundColor = color('ink');
    d.plugins.tooltip.titleColor = color('card');
    d.plugins.tooltip.bodyColor = color('card');
    d.plugins.tooltip.cornerRadius = 6;
    d.plugins.tooltip.padding = 9;
    d.plugins.tooltip.boxPadding = 4;
  }

  function add(id, config) {
    const element = canvas(id);
    if (element) charts.push(new Chart(element, config));
  }

  function line(label, values, shade, more) {
    const known = values.filter((v) => v != null).length;
    return {
      label, data: values, borderColor: shade, backgroundColor: shade, borderWidth: 2, tension: 0, spanGaps: true,
      pointRadius: known > 40 ? 0 : known > 1 ? 2 : 4, pointHitRadius: 10, ...more,
    };
  }

  function lines(id, datasets, y, tooltip, hidden, labels = data.rounds) {
    add(id, {
      type: 'line',
      data: { labels, datasets },
      options: {
        interaction: { mode: 'index', intersect: false },
        scales: { x: plain('Round', { offset: labels.length === 1, ticks: { maxTicksLimit: narrow() ? 6 : 12, maxRotation: 0 } }), y },
        plugins: {
          legend: { ...bottomLegend, display: datasets.length > 1, labels: { ...bottomLegend.labels, filter: (item) => !hidden.includes(item.text), generateLabels: plates } },
          tooltip: { callbacks: { title: (items) => 'Round ' + items[0].label, label: tooltip } },
        },
      },
    });
  }

  function learning() {
    if (!data.accuracy) return;
    const seen = data.accuracy.concat(data.lower || [], data.upper || []).filter((v) => v != null);
    const low = Math.max(0, Math.floor((Math.min(...seen) - 0.01) * 10) / 10);
    const high = Math.min(1, Math.ceil((Math.max(...seen) + 0.01) * 10) / 10);
    const sets = [line('Accuracy', data.accuracy, color('accent'))];
    if (data.median) {
      sets.push(line('Median client', data.median, color('second'), { borderWidth: 1.5, borderDash: [5, 4], pointRadius: 0 }));
      sets.push(line('Lower quartile of clients', data.lower, 'transparent', { pointRadius: 0 }));
      sets.push(line('Middle half of clients', data.upper, color('accent-soft'), { borderWidth: 0, pointRadius: 0, fill: '-1' }));
    }
    lines('accuracy', sets, axis('Accuracy', { min: low, max: high, ticks: { callback: (v) => Math.round(100 * v) + ' %' } }),
      (item) => (item.dataset.label === 'Middle half of clients' ? 'Upper quartile of clients' : item.dataset.label) + ': ' + percent(item.raw),
      ['Lower quartile of clients']);
    const losses = [];
    if (data.evalLoss.some((v) => v != null)) losses.push(line('When scored', data.evalLoss, color('accent')));
    if (data.trainLoss.some((v) => v != null)) losses.push(line('In training', data.trainLoss, color('second'), { borderDash: [5, 4] }));
    lines('loss', losses, axis('Loss, nats', { beginAtZero: true }),
      (item) => item.dataset.label + ': ' + (item.raw == null ? 'not known' : item.raw.toFixed(4)), []);
  }

  const accuracyAxis = (seen) => axis('Accuracy', {
    min: Math.max(0, Math.floor((Math.min(...seen) - 0.01) * 10) / 10),
    max: Math.min(1, Math.ceil((Math.max(...seen) + 0.01) * 10) / 10),
    ticks: { callback: (v) => Math.round(100 * v) + ' %' },
  });

  function spread() {
    const all = data.spread;
    if (!all) return;
    const sets = [
      line('Mean of the clients', all.mean, color('accent')),
      line('Worst tenth', all.worstTenth, color('second'), { borderDash: [5, 4] }),
      line('Worst client', all.worst, color('muted'), { borderWidth: 1, borderDash: [2, 3], pointRadius: 0 }),
      line('Lower quartile', all.lower, 'transparent', { pointRadius: 0 }),
      line('Middle half', all.upper, color('accent-soft'), { borderWidth: 0, pointRadius: 0, fill: '-1' }),
    ];
    lines('spread', sets, accuracyAxis(Object.values(all).flat().filter((v) => v != null)),
      (item) => (item.dataset.label === 'Middle half' ? 'Upper quartile' : item.dataset.label) + ': ' + percent(item.raw), ['Lower quartile']);
  }

  const size = (v) => (v == null ? 'not known' : v < 1e3 ? v + ' B' : v < 1e6 ? (v / 1e3).toPrecision(3) + ' kB' : v < 1e9 ? (v / 1e6).toPrecision(3) + ' MB' : (v / 1e9).toPrecision(3) + ' GB');

  function traffic() {
    if (!data.bytesUp) return;
    lines('bytes', [line('From clients', data.bytesUp, color('accent')), line('To clients', data.bytesDown, color('second'), { borderDash: [5, 4] })],
      axis('', { title: { display: false }, beginAtZero: true, ticks: { callback: size, maxTicksLimit: 6 } }), (item) => item.dataset.label + ': ' + size(item.raw), []);
    lines('times', [line('Seconds', data.seconds, color('accent'))], axis('Seconds', { beginAtZero: true, ticks: { maxTicksLimit: 6 } }), (item) => item.raw.toPrecision(3) + ' s', []);
  }

  function turnout() {
    const all = data.turnout;
    if (!all) return;
    const bar = (label, values, shade) => ({ label, data: values, backgroundColor: shade, categoryPercentage: 1, barPercentage: all.rounds.length > 60 ? 1 : 0.9 });
    const sets = [bar('Counted', all.counted, color('accent')), bar('Refused', all.refused, color('bad'))];
    if (all.late) sets.push(bar('Late', all.late, color('second')));
    sets.push(bar('No answer in time', all.missing, color('second-soft')));
    add('turnout', {
      type: 'bar',
      data: { labels: all.rounds, datasets: sets.filter((set) => set.data.some((v) => v > 0)) },
      options: {
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: plain('Round', { stacked: true, ticks: { maxTicksLimit: narrow() ? 6 : 12, maxRotation: 0 } }),
          y: axis(all.axis, { stacked: true, beginAtZero: true, ticks: { precision: 0, maxTicksLimit: 6 } }),
        },
        plugins: { legend: bottomLegend, tooltip: { callbacks: { title: (items) => 'Round ' + items[0].label, label: (item) => item.dataset.label + ': ' + Number(item.raw.toFixed(2)) } } },
      },
    });
  }

  const outcomes = { c: 'counted', u: 'answered, but the round gave no sum', m: 'no answer in time', l: 'late', r: 'refused', '.': 'not asked' };

  function dots(width) {
    const grid = data.dots, element = canvas('dots');
    if (!grid || !element) return;
    const rows = grid.rows.length, columns = grid.columns.length;
    const each = Math.min(rows <= 30 ? 18 : 12, width ? 200 / rows : 18), foot = 18;
    const whole = width || element.parentElement.clientWidth, height = rows * each + foot, ratio = window.devicePixelRatio || 1;
    element.width = whole * ratio;
    element.height = height * ratio;
    element.style.width = whole + 'px';
    element.style.height = height + 'px';
    const pen = element.getContext('2d');
    pen.scale(ratio, ratio);
    pen.font = '12px ' + getComputedStyle(document.body).fontFamily;
    const names = grid.rows.map((name) => short(name, narrow() ? 10 : 20));
    const left = Math.ceil(Math.max(...names.map((name) => pen.measureText(name).width))) + 10;
    const step = Math.min(26, (whole - left) / columns), wide = Math.max(step - (step > 4 ? 2 : 0), 1), tall = each - (each > 14 ? 4 : 2);
    const shades = { c: color('accent'), u: color('second-soft'), l: color('second'), r: color('bad'), '.': color('grid-zero'), m: color('grid-zero') };
    grid.letters.forEach((letters, r) => [...letters].forEach((letter, c) => {
      const x = left + c * step, y = r * each + (each - tall) / 2;
      pen.fillStyle = shades[letter];
      pen.fillRect(x, y, wide, tall);
      if (letter === 'm') { // an empty box: nothing has come
        pen.strokeStyle = color('second');
        pen.lineWidth = Math.min(2, wide / 2);
        pen.strokeRect(x + pen.lineWidth / 2, y + pen.lineWidth / 2, Math.max(wide - pen.lineWidth, 0.5), tall - pen.lineWidth);
      }
    }));
    pen.fillStyle = color('muted');
    pen.textBaseline = 'middle';
    pen.textAlign = 'right';
    const skip = Math.ceil(13 / each);
    names.forEach((name, r) => { if (r % skip === 0) pen.fillText(name, left - 8, (r + 0.5) * each); });
    pen.textAlign = 'center';
    const apart = Math.max(1, Math.ceil(48 / step));
    for (let c = 0; c < columns; c += apart) pen.fillText(grid.columns[c].split(' ')[0], Math.min(left + (c + 0.5) * step, whole - 8), rows * each + foot / 2);
    const tip = canvas('dots-tip');
    element.onpointermove = (event) => {
      const c = Math.floor((event.offsetX - left) / step), r = Math.floor(event.offsetY / each);
      const inside = c >= 0 && c < columns && r >= 0 && r < rows;
      tip.style.visibility = inside ? 'visible' : 'hidden';
      if (!inside) return;
      tip.textContent = grid.rows[r] + ', round ' + grid.columns[c] + ': ' + outcomes[grid.letters[r][c]];
      tip.style.left = Math.max(0, Math.min(event.offsetX + 12, whole - tip.offsetWidth)) + 'px';
      tip.style.top = event.offsetY + 16 + 'px';
    };
    element.onpointerleave = () => { tip.style.visibility = 'hidden'; };
  }

  // Charts beside each other are read together, so all have one scale.
  function overlays() {
    const seen = (data.overlays || []).flatMap((all) => all.lines).flatMap((one) => [...one.mean, ...one.lower, ...one.upper]).filter((v) => v != null);
    (data.overlays || []).forEach((all) => overlay(all, seen));
  }

  function overlay(all, seen) {
    const sets = [];
    all.lines.forEach((one) => {
      const shade = color('k' + one.hue);
      sets.push(line(one.label, one.mean, shade, { borderDash: one.dash, order: 0 }));
      if (!one.lower.some((v) => v != null)) return;
      sets.push(line('', one.lower, 'transparent', { pointRadius: 0, pointHitRadius: 0, order: 1, band: true }));
      sets.push(line('', one.upper, 'transparent', { pointRadius: 0, pointHitRadius: 0, backgroundColor: shade + '26', fill: '-1', order: 1, band: true }));
    });
    const of = (item) => all.lines.find((one) => one.label === item.dataset.label);
    add(all.id, {
      type: 'line',
      data: { labels: all.rounds, datasets: sets },
      options: {
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: plain('Round', { offset: all.rounds.length === 1, ticks: { maxTicksLimit: narrow() ? 6 : 12, maxRotation: 0 } }),
          y: accuracyAxis(seen),
        },
        plugins: {
          legend: { display: false }, // it is in the page, where it wraps and needs no script
          tooltip: {
            filter: (item) => !item.dataset.band,
            callbacks: {
              title: (items) => (items.length ? 'Round ' + items[0].label : ''),
              label: (item) => {
                const one = of(item), from = one.lower[item.dataIndex];
                return one.label + ': ' + percent(item.raw) + (from == null ? '' : ' (' + percent(from) + ' to ' + percent(one.upper[item.dataIndex]) + ')');
              },
            },
          },
        },
      },
    });
  }

  function epsilon() {
    if (!data.epsilon) return;
    const sets = [line('Epsilon spent', data.epsilon, color('accent'))];
    if (data.epsilonBudget) sets.push(line('Budget', data.epsilon.map(() => data.epsilonBudget), color('second'), { borderDash: [5, 4], pointRadius: 0 }));
    lines('epsilon', sets, axis('Epsilon', { beginAtZero: true }),
      (item) => item.dataset.label + ': ' + (item.raw == null ? 'infinite' : item.raw.toFixed(3)), [], data.paidRounds);
  }

  function labelBars() {
    const bars = data.labelBars;
    if (!bars) return;
    const flat = bars.clients.length <= 12;
    const names = plain('', { title: { display: false }, stacked: true, ticks: { autoSkip: true, maxRotation: 60, callback: (i) => short(bars.clients[i], narrow() ? 10 : 18) } });
    const amounts = axis('Examples', { stacked: true, beginAtZero: true, ticks: { precision: 0, maxTicksLimit: 8 } });
    add('labels', {
      type: 'bar',
      data: {
        labels: bars.clients,
        datasets: bars.classes.map((label, c) => ({ label, data: bars.counts.map((row) => row[c]), backgroundColor: color('c' + (c % 12)), maxBarThickness: 30 })),
      },
      options: {
        indexAxis: flat ? 'y' : 'x',
        interaction: { mode: 'nearest', axis: flat ? 'y' : 'x', intersect: true },
        scales: flat ? { x: amounts, y: names } : { x: names, y: amounts },
        plugins: {
          legend: bottomLegend,
          tooltip: { callbacks: { label: (item) => {
            const all = bars.counts[item.dataIndex].reduce((a, b) => a + b, 0);
            return item.dataset.label + ': ' + item.raw + ' of ' + all + ' (' + percent(item.raw / all) + ')';
          } } },
        },
      },
    });
  }

  function mix(from, to, t) {
    const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    const a = rgb(from), b = rgb(to);
    return a.map((v, i) => Math.round(v + (b[i] - v) * t));
  }

  function labelGrid(width) {
    const grid = data.labelGrid, element = canvas('grid');
    if (!grid || !element) return;
    const rows = grid.rows.length, columns = grid.columns.length;
    const each = Math.min(rows <= 12 ? 26 : rows <= 30 ? 18 : rows <= 60 ? 12 : 7, width ? 200 / rows : 26);
    const whole = width || element.parentElement.clientWidth, height = rows * each, ratio = window.devicePixelRatio || 1;
    element.width = whole * ratio;
    element.height = height * ratio;
    element.style.width = whole + 'px';
    element.style.height = height + 'px';
    const pen = element.getContext('2d');
    pen.scale(ratio, ratio);
    pen.font = '12px ' + getComputedStyle(document.body).fontFamily;
    const names = grid.rows.map((name) => short(name, narrow() ? 10 : 20));
    const left = Math.ceil(Math.max(...names.map((name) => pen.measureText(name).width))) + 10;
    const cells = document.createElement('canvas');
    cells.width = columns;
    cells.height = rows;
    const pixels = new ImageData(columns, rows), none = color('grid-zero'), most = color('accent');
    grid.share.forEach((row, r) => row.forEach((share, c) => pixels.data.set([...mix(none, most, Math.sqrt(share / grid.most)), 255], 4 * (r * columns + c))));
    cells.getContext('2d').putImageData(pixels, 0, 0);
    let picture = cells; // columns finer than a pixel are averaged across, but rows never run into each other
    if ((whole - left) * ratio < columns) {
      picture = document.createElement('canvas');
      picture.width = Math.floor((whole - left) * ratio);
      picture.height = rows;
      const across = picture.getContext('2d');
      across.imageSmoothingQuality = 'high';
      across.drawImage(cells, 0, 0, picture.width, rows);
    }
    pen.imageSmoothingEnabled = false;
    pen.drawImage(picture, left, 0, whole - left, height);
    const step = Math.ceil(13 / each);
    pen.fillStyle = color('muted');
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    names.forEach((name, r) => { if (r % step === 0) pen.fillText(name, left - 8, Math.max(6, (r + 0.5) * each)); });
    pen.strokeStyle = color('card');
    if (each > 10) for (let r = 1; r < rows; r++) pen.strokeRect(left - 1, r * each, whole, 0);
    if ((whole - left) / columns > 6) for (let c = 1; c < columns; c++) pen.strokeRect(left + (c * (whole - left)) / columns, -1, 0, height + 2);
    const tip = canvas('grid-tip');
    element.onpointermove = (event) => {
      const c = Math.floor(((event.offsetX - left) / (whole - left)) * columns), r = Math.floor(event.offsetY / each);
      const inside = c >= 0 && c < columns && r >= 0 && r < rows;
      tip.style.visibility = inside ? 'visible' : 'hidden';
      if (!inside) return;
      tip.textContent = grid.rows[r] + ', ' + grid.columns[c] + ': ' + percent(grid.share[r][c]);
      tip.style.left = Math.max(0, Math.min(event.offsetX + 12, whole - tip.offsetWidth)) + 'px';
      tip.style.top = event.offsetY + 16 + 'px';
    };
    element.onpointerleave = () => { tip.style.visibility = 'hidden'; };
  }

  function scores(id, bars) {
    if (!bars) return;
    const flat = bars.names.length <= 30;
    const names = plain(flat ? '' : bars.axis, { title: { display: !flat, text: bars.axis }, ticks: flat ? { autoSkip: false, callback: (i) => short(bars.names[i], narrow() ? 12 : 24) + ' (' + bars.total[i] + ')' } : { display: false } });
    const values = axis('Accuracy', { min: 0, max: 1, ticks: { callback: (v) => Math.round(100 * v) + ' %' } });
    add(id, {
      type: 'bar',
      data: { labels: bars.names, datasets: [{ label: 'Accuracy', data: bars.accuracy, backgroundColor: color('accent'), borderRadius: flat ? 3 : 0, maxBarThickness: 22, categoryPercentage: 0.9, barPercentage: 0.9 }] },
      options: {
        indexAxis: flat ? 'y' : 'x',
        interaction: { mode: 'nearest', axis: flat ? 'y' : 'x', intersect: false },
        scales: flat ? { x: values, y: names } : { x: names, y: values },
        plugins: { legend: { display: false }, tooltip: { callbacks: { label: (item) => percent(item.raw) + ', ' + bars.correct[item.dataIndex] + ' of ' + bars.total[item.dataIndex] + ' right' } } },
      },
    });
  }

  function histogram() {
    const bins = data.histogram;
    if (!bins) return;
    const from = (i) => 100 * i / bins.length, to = (i) => 100 * (i + 1) / bins.length;
    add('clients', {
      type: 'bar',
      data: { labels: bins.map((_, i) => from(i)), datasets: [{ label: 'Clients', data: bins, backgroundColor: color('accent'), categoryPercentage: 1, barPercentage: 0.92 }] },
      options: {
        scales: {
          x: plain('Accuracy of a client, from this value', { ticks: { maxRotation: 0, callback: (i) => (i % 2 ? '' : from(i) + ' %') } }),
          y: axis('Clients', { beginAtZero: true, ticks: { precision: 0 } }),
        },
        plugins: { legend: { display: false }, tooltip: { callbacks: {
          title: (items) => from(items[0].dataIndex) + ' % to ' + to(items[0].dataIndex) + ' %',
          label: (item) => item.raw + (item.raw === 1 ? ' client' : ' clients'),
        } } },
      },
    });
  }

  function draw(width) {
    charts.splice(0).forEach((chart) => chart.destroy());
    theme(width);
    Object.assign(bottomLegend.labels, width ? { boxWidth: 8, boxHeight: 8, padding: 6 } : { boxWidth: 12, boxHeight: 12, padding: 14 });
    learning();
    spread();
    traffic();
    turnout();
    dots(width);
    overlays();
    epsilon();
    labelBars();
    labelGrid(width);
    scores('classes', data.classes);
    scores('clients', data.clients);
    histogram();
    if (width) charts.forEach((chart) => chart.resize(wide(chart.canvas) ? width : half, Math.max(130, Math.min(230, 0.55 * chart.height))));
  }

  document.querySelectorAll('button[data-copy]').forEach((button) => {
    button.addEventListener('click', () => {
      const rows = [...canvas(button.dataset.copy).querySelectorAll('tr')];
      const text = rows.map((row) => [...row.cells].map((cell) => cell.textContent).join('\t')).join('\n');
      const area = document.createElement('textarea'); // pages opened from a file have no clipboard of their own
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand('copy');
      area.remove();
      button.textContent = done ? 'Copied' : 'Select the table to copy it';
    });
  });

  const printable = 660, half = 305; // CSS pixels across an A4 page, and in one of its two columns
  const wide = (element) => element.closest('section').querySelector('#grid, #dots, #ledger-table') != null;
  window.addEventListener('beforeprint', () => { root.dataset.print = ''; draw(printable); });
  window.addEventListener('afterprint', () => { delete root.dataset.print; draw(); });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => draw());
  let width = window.innerWidth;
  window.addEventListener('resize', () => { if (window.innerWidth !== width) { width = window.innerWidth; labelGrid(); dots(); } });
  draw();
})();
