package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// comments are those on the types of a package, by type, and on the fields, by
// type and field with a dot between.
type comments map[string]string

func readComments(dir string) (comments, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	out := make(comments)
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					out.add(g, t)
				}
			}
		}
	}
	return out, nil
}

func (c comments) add(g *ast.GenDecl, t *ast.TypeSpec) {
	s, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	c[t.Name.Name] = oneLine(g.Doc.Text())
	for _, f := range s.Fields.List {
		text := oneLine(f.Doc.Text() + f.Comment.Text())
		for _, name := range f.Names {
			c[t.Name.Name+"."+name.Name] = text
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
