package policy

// wording is how a reason reads; [fill] knows what stands between braces.
type wording struct {
	sentence, remedy string
}

// staffWords address a regular user of the account.
var staffWords = [numCodes]wording{
	StaffInactive: {
		"The user who asks is not an active user of the account.",
		"Reactivate the user, or ask as another one.",
	},
	RoleInsufficient: {
		"This takes the level {needed} in the area {area}; the one who asks has {held}.",
		"Ask somebody who has the level, or have the settings give it to the role or the user.",
	},
	NotOnTeam: {
		"The user is not on the hiring team of {title|the opening}.",
		"Have the user added to the hiring team, or ask a member of it.",
	},
	RecruiterNotActive: {
		"The recruiter {recruiter|who asks} is not active: the invitation has not been accepted.",
		"Have the recruiter accept the invitation, or invite them again.",
	},
	RecruiterDeactivated: {
		"The recruiter {recruiter|who asks} is deactivated.",
		"Reactivate the recruiter.",
	},
	AgencySuspended: {
		"{agency|The agency} is suspended.",
		"Reinstate the agency.",
	},
	AgencyTerminated: {
		"{agency|The agency} is terminated, closed, or not known as the recruiter's agency.",
		"A termination is final: add the agency, and its recruiters, anew. Of one that was closed, use the agency that its people were grouped under, or undo that.",
	},
	NotFound: {
		"The account has no such {kind|thing}.",
		"Check the identifier.",
	},
	NotShared: {
		"{title|The opening} is not shared with the recruiter.",
		"Share the opening with {grantee}.",
	},
	ShareNotStarted: {
		"The share starts at {from}.",
		"Wait until then, or share the opening anew from now on.",
	},
	ShareRevoked: {
		"The share was revoked at {at}.",
		"Share the opening again.",
	},
	ShareEnded: {
		"The share ended at {until}.",
		"Share the opening again.",
	},
	SharePaused: {
		"The share was paused at {at}.",
		"Resume the share.",
	},
	OpeningArchived: {
		"{title|The opening} is archived.",
		"Reopen the opening.",
	},
	NotOwnSubmission: {
		"The submission is a colleague's, and not the recruiter's to see or to withdraw.",
		"Have the recruiter who submitted it do this; where colleagues see each other's submissions, an admin of the agency may withdraw them.",
	},
	OtherAgency: {
		"The submission is not of the recruiter's agency.",
		"Nothing can be done: no agency sees the candidates of another, nor those who applied directly.",
	},
	AlreadySubmitted: {
		"The agency has submitted this person for this opening already.",
		"Use the earlier submission.",
	},
	QuotaExhausted: {
		"There are as many standing submissions to this opening as are allowed, which is {limit}.",
		"Raise the quota in the settings, or have a submission withdrawn.",
	},
	TermsNotAccepted: {
		"The agency has not accepted the terms {terms}.",
		"Have an admin of the agency accept the terms.",
	},
	ConsentMissing: {
		"The entry does not say when the person consented to being put forward.",
		"Have the recruiter ask the person and enter the time.",
	},
	ProbeLimit: {
		"The recruiter has used up the budget for submissions of people whom the account knows.",
		"Wait for the budget to be renewed, and look at what was submitted.",
	},
	DuplicateAlert: {
		"The account knows this person already.{own|the recruiter's}",
		"The recruiter may acknowledge this and submit again.",
	},
	DuplicateBlocked: {
		"The account knows this person already, and the settings block duplicates.{own|the recruiter's}",
		"Change what follows from duplicates in the settings, if the person is to be put forward again.",
	},
	OwnedByOther: {
		"Another agency introduced this person and holds the claim.",
		"Wait until the claim ends, or settle it with both agencies. The agency that asks is not told.",
	},
	NotAgencyAdmin: {
		"The recruiter is not an admin of their agency.",
		"Have an admin of the agency do this, or make the recruiter one.",
	},
	LastAdmin: {
		"The agency would be left without an active admin.",
		"Have another recruiter of the agency made an admin first, or do this on behalf of the account, which may leave it without one.",
	},
	PerRecruiterSharing: {
		"This account shares openings with each recruiter, not with {agency|an agency}.",
		"Share the opening with the members of the agency.",
	},
	PerAgencySharing: {
		"This account shares openings with agencies, not with their recruiters.",
		"Share the opening with {agency|the recruiter's agency}.",
	},
	EmailIsStaff: {
		"The address belongs to a regular user of the account.",
		"Deactivate that user and change the address first, or convert the user.",
	},
	EmailTaken: {
		"The address belongs to another recruiter.",
		"Use another address, or deactivate the recruiter who has it.",
	},
	KnownDomain: {
		"An agency with this e-mail domain exists already.",
		"Use that agency, or say that a new one is wanted.",
	},
}

// recruiterWords address the recruiter who asked. Codes that are not there are
// never told.
var recruiterWords = [numCodes]wording{
	RecruiterNotActive: {
		"You are not active yet.",
		"Accept your invitation, or ask your contact at {account|the account} for a new one.",
	},
	RecruiterDeactivated: {
		"Your access has been deactivated.",
		"Ask your contact at {account|the account} whether you can have it back.",
	},
	AgencySuspended: {
		"{agency|Your agency} is suspended.",
		"Ask your contact at {account|the account} what has to happen for your agency to be reinstated.",
	},
	AgencyTerminated: {
		"You no longer work with {account|the account} through {agency|your agency}.",
		"Ask your contact at {account|the account} if you think that this is wrong.",
	},
	NotFound: {
		"There is no such {kind|thing} for you.",
		"Check the address, or ask your contact at {account|the account} whether you should have access.",
	},
	ShareRevoked: {
		"Your access to this opening was withdrawn at {at}.",
		"Ask your contact at {account|the account} to share the opening with you again.",
	},
	ShareEnded: {
		"Your access to this opening ended at {until}.",
		"Ask your contact at {account|the account} to share the opening with you again.",
	},
	SharePaused: {
		"Your access to this opening was paused at {at}.",
		"Ask your contact at {account|the account} when you will have it again.",
	},
	OpeningArchived: {
		"{title|The opening} is archived.",
		"Ask your contact at {account|the account} whether it will be reopened.",
	},
	AlreadySubmitted: {
		"This person has been submitted for this opening already.",
		"Use the earlier submission.",
	},
	QuotaExhausted: {
		"There are as many submissions to this opening as are allowed, which is {limit}.",
		"Withdraw a submission, or ask your contact at {account|the account} for a higher quota.",
	},
	TermsNotAccepted: {
		"Your agency has not accepted the terms {terms}.",
		"Have an admin of your agency accept them, or ask your contact at {account|the account} about them.",
	},
	ConsentMissing: {
		"The entry does not say when the person consented to being put forward.",
		"Ask the person and enter the time.",
	},
	ProbeLimit: {
		"Too many of your submissions were of people who are known already.",
		"Try again later, or ask your contact at {account|the account}.",
	},
	DuplicateAlert: {
		"This person is known to {account|the account} already.{own|your}",
		"Acknowledge this to submit nevertheless, or ask your contact at {account|the account}.",
	},
	DuplicateBlocked: {
		"This person is known to {account|the account} already and cannot be submitted.{own|your}",
		"Ask your contact at {account|the account} if you think that this is wrong.",
	},
	NotAgencyAdmin: {
		"Only an admin of your agency may do this.",
		"Ask an admin of your agency, or your contact at {account|the account} to make you one.",
	},
	LastAdmin: {
		"Your agency would be left without an active admin.",
		"Make a colleague an admin first, or ask your contact at {account|the account}.",
	},
}
