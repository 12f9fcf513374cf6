package resume

import "math"

const (
	maxOperands = 1 << 17 // values of one operator, those of arrays included
	maxStates   = 64      // saved states of graphics
	maxForms    = 8       // forms within each other
)

// What a gap between letters means, in parts of the size of the font.
const (
	gapSpace  = 0.18 // a space; letters that are set apart stay below
	gapColumn = 2.5  // another column
	gapLine   = 0.5  // up or down: another line; indices stay below
	gapBack   = -1   // to the left: something else
)

// A matrix maps points as [a b c d e f] does in PDF.
type matrix [6]float64

var identity = matrix{0: 1, 3: 1}

// times returns the matrix that applies m, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// A state is what q saves and Q restores, as far as text depends on it.
type state struct {
	ctm                               matrix
	font                              *font
	size, spacing, words, scale, lead float64
}

func (s *state) reset() { *s = state{ctm: identity, scale: 1} }

// A writer interprets the operators of a page and writes its text.
type writer struct {
	document   *document
	out        *output
	state      state
	saved      []state
	text, line matrix
	endX, endY float64 // where the last letter ended
	begun      bool    // whether there was a letter
}

// run interprets the content of a page or of a form.
func (w *writer) run(content []byte, resources dict, forms int) {
	d := w.document
	fonts, shapes := d.dict(resources["Font"]), d.dict(resources["XObject"])
	known := map[name]*font{}
	values := maxOperands
	l := &lexer{data: content, budget: d.budget, values: &values}
	var args []object
	for d.budget.err == nil && !w.out.full {
		o, ok := l.object()
		if !ok && l.pos >= len(l.data) {
			return
		}
		op, isOperator := o.(word)
		if !isOperator {
			if len(args) < 64 {
				args = append(args, o)
			}
			continue
		}
		switch op {
		case "Tf":
			w.state.size = number(args, 1)
			n, _ := first(args).(name)
			f, ok := known[n]
			if !ok {
				f = d.font(fonts[n])
				known[n] = f
			}
			w.state.font = f
		case "Do":
			n, _ := first(args).(name)
			w.form(shapes[n], resources, forms+1)
		case "BI":
			l.pos = afterImage(l.data, l.pos)
			d.budget.spend(1)
		default:
			w.operate(op, args)
		}
		args, values = args[:0], maxOperands
	}
}

// form interprets a form, unless it is a picture.
func (w *writer) form(o object, resources dict, forms int) {
	d := w.document
	s, ok := d.resolve(o).(*stream)
	if !ok || s.dict["Subtype"] != name("Form") || forms > maxForms || !d.budget.spend(1<<10) {
		return
	}
	if own := d.dict(s.dict["Resources"]); own != nil {
		resources = own
	}
	before, depth := w.state, len(w.saved)
	if m, ok := d.resolve(s.dict["Matrix"]).(array); ok {
		w.state.ctm = matrixOf(m).times(w.state.ctm)
	}
	w.run(d.decode(s), resources, forms)
	w.state, w.saved = before, w.saved[:min(depth, len(w.saved))]
}

// operate does what all but a few operators mean.
func (w *writer) operate(op word, args []object) {
	s := &w.state
	switch op {
	case "q":
		if len(w.saved) < maxStates {
			w.saved = append(w.saved, *s)
		}
	case "Q":
		if n := len(w.saved); n > 0 {
			*s, w.saved = w.saved[n-1], w.saved[:n-1]
		}
	case "cm":
		s.ctm = matrixOf(args).times(s.ctm)
	case "BT":
		w.text, w.line = identity, identity
	case "Tc":
		s.spacing = number(args, 0)
	case "Tw":
		s.words = number(args, 0)
	case "Tz":
		s.scale = number(args, 0) / 100
	case "TL":
		s.lead = number(args, 0)
	case "Td":
		w.move(number(args, 0), number(args, 1))
	case "TD":
		s.lead = -number(args, 1)
		w.move(number(args, 0), number(args, 1))
	case "Tm":
		w.line = matrixOf(args)
		w.text = w.line
	case "T*":
		w.move(0, -s.lead)
	case "Tj":
		w.show(first(args))
	case "'":
		w.move(0, -s.lead)
		w.show(first(args))
	case `"`:
		s.words, s.spacing = number(args, 0), number(args, 1)
		w.move(0, -s.lead)
		if len(args) > 2 {
			w.show(args[2])
		}
	case "TJ":
		parts, _ := first(args).(array)
		for _, p := range parts {
			if n, ok := p.(float64); ok {
				w.advance(-n / 1000 * s.size * s.scale)
			} else {
				w.show(p)
			}
		}
	}
}

// move goes to a new line, relative to the start of this one.
func (w *writer) move(x, y float64) {
	w.line = matrix{1, 0, 0, 1, x, y}.times(w.line)
	w.text = w.line
}

func (w *writer) advance(x float64) {
	w.text[4] += x * w.text[0]
	w.text[5] += x * w.text[1]
}

// show writes a string.
func (w *writer) show(o object) {
	text, ok := o.(str)
	s := &w.state
	if !ok || s.font == nil || !w.document.budget.spend(4*len(text)) {
		return
	}
	apart := true // letters of one string follow each other, but for unknown ones
	shown, end := false, w.text
	for rest := string(text); rest != "" && !w.out.full; {
		var (
			t     string
			width float32
			code  uint32
		)
		t, width, code, rest = s.font.next(rest)
		if t != "" {
			if apart {
				w.separate()
			}
			w.out.WriteString(t)
		}
		x := float64(width)*s.size + s.spacing
		if code == ' ' && !s.font.two {
			x += s.words
		}
		w.advance(x * s.scale)
		if apart = t == ""; !apart {
			shown, end = true, w.text
		}
		if shown && (apart || rest == "") {
			w.endedAt(end)
		}
	}
}

// endedAt takes note of where the last letter ended.
func (w *writer) endedAt(text matrix) {
	at := text.times(w.state.ctm)
	w.endX, w.endY, w.begun = at[4], at[5], true
}

// separate writes what the gap between the last letter and this one means.
func (w *writer) separate() {
	if !w.begun {
		return
	}
	m := w.text.times(w.state.ctm)
	em := math.Abs(w.state.size) * math.Hypot(m[2], m[3])
	length := math.Hypot(m[0], m[1])
	if em == 0 || length == 0 {
		return
	}
	x, y := m[4]-w.endX, m[5]-w.endY
	along := (x*m[0] + y*m[1]) / length / em
	if w.state.size < 0 {
		along = -along
	}
	across := math.Abs(x*m[1]-y*m[0]) / length / em
	switch {
	case across > gapLine || along < gapBack || math.IsNaN(across) || math.IsNaN(along):
		w.out.WriteString("\n")
	case along > gapColumn:
		w.out.WriteString("\t")
	case along > gapSpace:
		w.out.WriteString(" ")
	}
}

func first(args []object) object {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

func number(args []object, i int) float64 {
	if i >= len(args) {
		return 0
	}
	n, _ := args[i].(float64)
	return n
}

func matrixOf(args []object) matrix {
	if len(args) != 6 {
		return identity
	}
	var m matrix
	for i := range m {
		m[i] = number(args, i)
	}
	return m
}

// afterImage returns where the operators go on after an image among them, whose
// bytes may look like anything.
func afterImage(content []byte, pos int) int {
	for i := pos; i+3 < len(content); i++ {
		if content[i] == 'E' && content[i+1] == 'I' && isSpace(content[i-1]) && isSpace(content[i+2]) {
			return i + 2
		}
	}
	return len(content)
}
