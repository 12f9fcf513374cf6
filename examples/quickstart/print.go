package main

import (
	"bufio"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	width  = 100 // of a line, in characters
	margin = "       "
)

// page is where the story is written. Each line says at what time of the day
// it happened, unless that was said already.
type page struct {
	w    *bufio.Writer
	told string // the time that was said last
}

// heading starts a part of the story.
func (p *page) heading(text string) {
	p.told = ""
	fmt.Fprintf(p.w, "%s\n%s\n\n", text, strings.Repeat("=", utf8.RuneCountInString(text)))
}

// blank leaves a line empty.
func (p *page) blank() { p.w.WriteByte('\n') }

// say writes a sentence that belongs to an instant.
func (p *page) say(at time.Time, format string, args ...any) {
	first := margin
	if clock := at.Format("15:04"); clock != p.told {
		if p.told != "" {
			p.blank()
		}
		p.told, first = clock, clock+"  "
	}
	p.wrap(first, margin, fmt.Sprintf(format, args...))
}

// item writes one of several things that belong to the sentence before.
func (p *page) item(format string, args ...any) {
	p.wrap(margin+"  - ", margin+"    ", fmt.Sprintf(format, args...))
}

// wrap breaks a text at spaces. A word that is too long has a line of its own.
func (p *page) wrap(first, rest, text string) {
	line := first
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
			line += word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			p.w.WriteString(line + "\n")
			line = rest + word
		default:
			line += " " + word
		}
	}
	p.w.WriteString(line + "\n")
}

// most is how many of a list are named.
const most = 6

// names joins what a list holds, and counts the rest of a long one.
func names(list []string) string {
	if n := len(list); n > most {
		return fmt.Sprintf("%s; and %d more", strings.Join(list[:most], "; "), n-most)
	}
	return strings.Join(list, "; ")
}

// items writes a list of things that belong to the sentence before.
func (p *page) items(list []string) {
	for i, text := range list {
		if i == most {
			p.item("and %d more.", len(list)-most)
			return
		}
		p.item("%s", text)
	}
}

// listed says how many there are of something, and which.
func listed(list []string, one, several string) string {
	if len(list) == 0 {
		return "no " + several
	}
	return count(len(list), one, several) + ": " + names(list)
}

// count says how many there are of something.
func count(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}
