package resume_test

import (
	"context"
	"fmt"

	"github.com/agencyaccess/agencyaccess/candidate/resume"
)

func Example() {
	content := []byte("Jane Doe\nLyon · +33 6 12 34 56 78 · jane.doe@example.org\nlinkedin.com/in/jane-doe\n\n2019 - 2023 Acme")
	text, err := resume.Read(context.Background(), content, "cv.txt", "text/plain")
	if err != nil {
		fmt.Println(err)
		return
	}
	found := resume.Find(text)
	fmt.Println(found.Emails, found.Phones, found.URLs)
	fmt.Println("too short for a digest:", found.Digest == 0)
	// Output:
	// [jane.doe@example.org] [+33 6 12 34 56 78] [linkedin.com/in/jane-doe]
	// too short for a digest: true
}

func ExampleRead() {
	_, err := resume.Read(context.Background(), []byte("%PDF-1.7 and nothing more"), "cv.pdf", "application/pdf")
	fmt.Println(err)
	_, err = resume.Read(context.Background(), []byte("GIF89a"), "photo.gif", "image/gif")
	fmt.Println(err)
	// Output:
	// resume: unreadable file
	// resume: unsupported kind of file
}

func ExampleFind() {
	found := resume.Find("Call (555) 010-0199, not 2019 - 2023; code at https://github.com/jane.")
	fmt.Printf("%q %q\n", found.Phones, found.URLs)
	// Output: ["(555) 010-0199"] ["https://github.com/jane"]
}
