package resume

// A page is a page with what it has from the nodes above it.
type page struct {
	dict      dict
	resources object
}

// pages returns the first maxPages pages in order. Where the tree is damaged,
// they are taken as they come.
func (d *document) pages() []page {
	var found []page
	seen := map[ref]bool{}
	var walk func(o, resources object, depth int)
	walk = func(o, resources object, depth int) {
		if r, ok := o.(ref); ok {
			if seen[r] {
				return
			}
			seen[r] = true
		}
		node := d.dict(o)
		if node == nil || depth > maxTree || !d.budget.spend(64) {
			return
		}
		if own := node["Resources"]; own != nil {
			resources = own
		}
		kids, inner := d.resolve(node["Kids"]).(array)
		if !inner {
			found = append(found, page{node, resources})
			return
		}
		for _, kid := range kids {
			if len(found) >= maxPages {
				return
			}
			walk(kid, resources, depth+1)
		}
	}
	if root := d.dict(d.root); root["Pages"] != nil {
		walk(root["Pages"], nil, 0)
	}
	if len(found) > 0 {
		return found
	}
	for _, n := range d.numbers() {
		if len(found) >= maxPages || d.budget.err != nil {
			break
		}
		if o := d.dict(ref(n)); o["Type"] == name("Page") {
			found = append(found, page{o, o["Resources"]})
		}
	}
	return found
}

// show writes the text of a page.
func (d *document) show(p page, out *output) {
	var content []byte
	streams, ok := d.resolve(p.dict["Contents"]).(array)
	if !ok {
		streams = array{p.dict["Contents"]}
	}
	for _, o := range streams {
		if s, ok := d.resolve(o).(*stream); ok && d.budget.spend(16) {
			content = append(content, d.decode(s)...)
			content = append(content, '\n') // words do not go from one to the next
			if len(content) > maxPart {
				d.budget.fail(ErrUnreadable)
				return
			}
		}
	}
	w := &writer{document: d, out: out}
	w.state.reset()
	w.run(content, d.dict(p.resources), 0)
}

// links keeps the addresses that a page links to.
func (d *document) links(p page, out *output) {
	notes, _ := d.resolve(p.dict["Annots"]).(array)
	for _, o := range notes[:min(len(notes), maxLinks)] {
		action := d.dict(d.dict(o)["A"])
		if target, ok := d.resolve(action["URI"]).(str); ok && d.budget.spend(64) {
			out.link(fromBytes([]byte(target), &winAnsi))
		}
	}
}
